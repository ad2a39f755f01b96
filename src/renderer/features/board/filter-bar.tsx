import { Menu } from '@mantine/core'
import { LEVELS } from '@watchfloor/contract'
import { ChevronDown, TriangleAlert, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { LEVEL_NAMES, lineOf } from '../../../shared/alert-words.ts'
import { useBoard, useWatchfloor } from '../../state/context.ts'
import type { Grouping } from '../../state/grouping.ts'
import { toggleLevel, type View, withoutUnread } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import { groupChoices, SORT_CHOICES } from './choices.ts'
import classes from './filter-bar.module.css'
import { FilterField } from './filter-field.tsx'
import { Radios, type RadiosProps, ViewMenu } from './view-menu.tsx'

/** What is looked at: matchers and words, severities, grouping, order; all of it stands in the address. */
export function FilterBar(): ReactNode {
  const view = useBoard((state) => state.view)
  return (
    <div className={classes.bar} role="toolbar" aria-label="Filter" data-region="Filter">
      <div className={classes.filters}>
        {view.unread.map((one) => (
          <FilterChip
            key={`${one.name} ${one.text}`}
            text={one.text}
            kind="unread"
            onRemove={() => changeView((now) => withoutUnread(now, one))}
          />
        ))}
        {view.unused.map((text) => (
          <FilterChip
            key={`unused ${text}`}
            text={`not used here: ${text}`}
            kind="unused"
            onRemove={() =>
              changeView((now) => ({ ...now, unused: now.unused.filter((one) => one !== text) }))
            }
          />
        ))}
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
      <GroupChoice group={view.group} />
      <Choice
        label="Sort"
        value={view.sort}
        choices={SORT_CHOICES}
        choose={(sort) => changeView((now) => ({ ...now, sort }))}
      />
      <ViewMenu />
    </div>
  )
}

interface FilterChipProps {
  readonly text: string
  /** What cannot be read, or means nothing here. */
  readonly kind?: 'unread' | 'unused'
  readonly onRemove: () => void
}

function FilterChip({ text, kind, onRemove }: FilterChipProps): ReactNode {
  return (
    <span className={classes.chip} data-kind={kind}>
      {kind === 'unread' && <TriangleAlert size={14} aria-label="cannot be read:" />}
      <span className={classes.matcher}>{lineOf(text)}</span>
      <button type="button" aria-label={`Remove ${lineOf(text)}`} onClick={onRemove}>
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

/** By what rows are made; `b` opens it, and the keyboard is in the list again once it is chosen. */
function GroupChoice({ group }: { readonly group: Grouping }): ReactNode {
  const { overview, screen } = useWatchfloor()
  const names = useStore(overview, ({ top }) => top.names)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    screen.groupMenu.open = () => setOpen(true)
    return () => {
      screen.groupMenu.open = () => {}
    }
  }, [screen])
  return (
    <Choice
      label="Group"
      value={group}
      choices={groupChoices(names, group)}
      choose={(next) => changeView((now) => ({ ...now, group: next }))}
      opened={isOpen}
      onChange={setOpen}
    />
  )
}

interface ChoiceProps<T extends string> extends RadiosProps<T> {
  readonly opened?: boolean
  readonly onChange?: (isOpen: boolean) => void
}

function Choice<T extends string>({ label, value, choices, choose, ...menu }: ChoiceProps<T>): ReactNode {
  const word = choices.find(([one]) => one === value)?.[1] ?? value
  return (
    <Menu position="bottom-end" {...menu}>
      <Menu.Target>
        <button type="button" className={classes.choice}>
          <span className={classes.label}>{label}: </span>
          {word}
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Radios label={label} value={value} choices={choices} choose={choose} />
      </Menu.Dropdown>
    </Menu>
  )
}
