import { Menu } from '@mantine/core'
import { LEVELS } from '@watchfloor/contract'
import { ChevronDown, Rows3, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useBoard, usePreferences, useWatchfloor } from '../../state/context.ts'
import { DENSITIES, type Density } from '../../state/preferences.ts'
import { SORTS, type Sort } from '../../state/rows.ts'
import { toggleLevel, type View } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { LEVEL_NAMES, SeverityShape } from '../../ui/severity.tsx'
import classes from './filter-bar.module.css'
import { FilterField } from './filter-field.tsx'

/** What is looked at: matchers and words, severities, grouping, order; all of it stands in the address. */
export function FilterBar(): ReactNode {
  const view = useBoard((state) => state.view)
  return (
    <div className={classes.bar} role="toolbar" aria-label="Filter" data-region="Filter">
      <div className={classes.filters}>
        {view.filter.map((text) => (
          <FilterChip
            key={text}
            text={text}
            onRemove={() =>
              changeView((now) => ({ ...now, filter: now.filter.filter((one) => one !== text) }))
            }
          />
        ))}
        {view.text !== '' && (
          <FilterChip text={`“${view.text}”`} onRemove={() => changeView((now) => ({ ...now, text: '' }))} />
        )}
        <FilterField />
      </div>
      <Levels view={view} />
      <Choice
        label="Group"
        value={view.group}
        choices={GROUPS}
        choose={(group) => changeView((now) => ({ ...now, group }))}
      />
      <Choice
        label="Sort"
        value={view.sort}
        choices={SORT_CHOICES}
        choose={(sort) => changeView((now) => ({ ...now, sort }))}
      />
      <DensityMenu />
    </div>
  )
}

type Choices<T extends string> = readonly (readonly [value: T, word: string, meaning: string])[]

const GROUPS: Choices<View['group']> = [
  ['attention', 'service', 'By alert name, cluster and service: the unit that notifies'],
  ['alert', 'none', 'Every alert on a row of its own'],
]

const SORT_MEANINGS: Readonly<Record<Sort, string>> = {
  severity: 'Worst first, then newest',
  newest: 'Newest first',
  oldest: 'Oldest first',
  name: 'By name',
}
const SORT_CHOICES: Choices<Sort> = SORTS.map((sort) => [sort, sort, SORT_MEANINGS[sort]])

function FilterChip({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }): ReactNode {
  return (
    <span className={classes.chip}>
      <span className={classes.matcher}>{text}</span>
      <button type="button" aria-label={`Remove ${text}`} onClick={onRemove}>
        <X size={14} aria-hidden="true" />
      </button>
    </span>
  )
}

function Levels({ view }: { readonly view: View }): ReactNode {
  return (
    <fieldset className={classes.levels} aria-label="Severities">
      {LEVELS.map((level, index) => (
        <button
          key={level}
          type="button"
          aria-pressed={view.levels.includes(level)}
          aria-label={LEVEL_NAMES[level]}
          data-hint={`${LEVEL_NAMES[level]}  ${index + 1}`}
          onClick={() => changeView((now) => toggleLevel(now, level))}
        >
          <SeverityShape level={level} />
        </button>
      ))}
    </fieldset>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: Choices<T>
  readonly choose: (value: T) => void
}

function Choice<T extends string>({ label, value, choices, choose }: ChoiceProps<T>): ReactNode {
  const word = choices.find(([one]) => one === value)?.[1] ?? value
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.choice}>
          <span className={classes.label}>{label}: </span>
          {word}
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={value} onChange={(next) => choose(next as T)}>
          {choices.map(([one, , meaning]) => (
            <Menu.RadioItem key={one} value={one}>
              {meaning}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

const DENSITY_WORDS: Readonly<Record<Density, string>> = {
  compact: 'Compact, 28 px',
  normal: 'Normal, 36 px',
  roomy: 'Roomy, two lines',
}

function DensityMenu(): ReactNode {
  const { preferences } = useWatchfloor()
  const density = usePreferences((state) => state.density)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.icon} aria-label="Row height" data-hint="Row height">
          <Rows3 size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={density}
          onChange={(next) => preferences.getState().setDensity(next as Density)}
        >
          {DENSITIES.map((one) => (
            <Menu.RadioItem key={one} value={one}>
              {DENSITY_WORDS[one]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
