import { Menu } from '@mantine/core'
import { LEVELS } from '@watchfloor/contract'
import { Menu as Lines } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'
import { useBoard, usePreferences, useWatchfloor } from '../../state/context.ts'
import { toggleLevel } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { useActingName } from '../../state/who.ts'
import { useIsPhone } from '../../ui/breakpoints.ts'
import { type Choices, DENSITY_CHOICES, groupChoices, SORT_CHOICES } from './choices.ts'
import classes from './filter-bar.module.css'

/** Row height; on a phone also everything that the bar has no room for. */
export function ViewMenu(): ReactNode {
  const { preferences } = useWatchfloor()
  const isPhone = useIsPhone()
  const density = usePreferences((state) => state.density)
  return (
    <Menu position="bottom-end" closeOnItemClick={!isPhone}>
      <Menu.Target>
        <button
          type="button"
          className={classes.icon}
          aria-label={isPhone ? 'View' : 'Row height'}
          data-hint={isPhone ? undefined : 'Row height'}
        >
          <Lines size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {isPhone ? (
          <PhoneItems />
        ) : (
          <Radios
            label="Row height"
            value={density}
            choices={DENSITY_CHOICES}
            choose={(next) => preferences.getState().setDensity(next)}
          />
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function PhoneItems(): ReactNode {
  const view = useBoard((state) => state.view)
  const name = useActingName()
  const names = useStore(useWatchfloor().overview, ({ top }) => top.names)
  return (
    <>
      <Menu.Label>Severity</Menu.Label>
      {LEVELS.map((level) => (
        <Menu.CheckboxItem
          key={level}
          checked={view.levels.includes(level)}
          onChange={() => changeView((now) => toggleLevel(now, level))}
        >
          {LEVEL_NAMES[level]}
        </Menu.CheckboxItem>
      ))}
      {name !== null && (
        <Menu.CheckboxItem checked={view.mine} onChange={(mine) => changeView((now) => ({ ...now, mine }))}>
          Only what I have
        </Menu.CheckboxItem>
      )}
      <Radios
        label="Group"
        value={view.group}
        choices={groupChoices(names, view.group)}
        choose={(group) => changeView((now) => ({ ...now, group }))}
      />
      <Radios
        label="Sort"
        value={view.sort}
        choices={SORT_CHOICES}
        choose={(sort) => changeView((now) => ({ ...now, sort }))}
      />
    </>
  )
}

export interface RadiosProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: Choices<T>
  readonly choose: (value: T) => void
}

/** One of several, as a section of a menu. */
export function Radios<T extends string>({ label, value, choices, choose }: RadiosProps<T>): ReactNode {
  return (
    <div role="group" aria-label={label}>
      <Menu.Label aria-hidden>{label}</Menu.Label>
      <Menu.RadioGroup value={value} onChange={(next) => choose(next as T)}>
        {choices.map(([one, , meaning]) => (
          <Menu.RadioItem key={one} value={one}>
            {meaning}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </div>
  )
}
