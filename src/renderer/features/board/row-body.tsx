import { type BoardAlert, parseTime } from '@watchfloor/contract'
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { lineOf, nameOf, type Place, placesOf, summaryOf } from '../../../shared/alert-words.ts'
import { Age } from '../../state/age.tsx'
import { useBoard } from '../../state/context.ts'
import { groupingLabel, groupTitle, namesIn } from '../../state/grouping.ts'
import type { Member } from '../../state/layout.ts'
import { differingPlaces, spreadOf } from '../../state/row-words.ts'
import type { Row } from '../../state/rows.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import { RowActions } from './row-actions.tsx'
import classes from './row-body.module.css'
import { MainState, SideStates } from './states.tsx'

export interface RowBodyProps {
  readonly item: Row | Member
  readonly alerts: readonly BoardAlert[]
  /** Shapes only outlined: not proved. */
  readonly outline: boolean
  /** Ended while the list was held. */
  readonly struck: boolean
}

export interface WideBodyProps extends RowBodyProps {
  readonly isOpen: boolean
  readonly isActive: boolean
  /** The pointer is on it, or was: its buttons are made only when somebody may press them. */
  readonly isPointedAt: boolean
  readonly isSelected: boolean
}

/** The row in columns. */
export function WideBody({ item, alerts, outline, struck, ...is }: WideBodyProps): ReactNode {
  const alert = alertOf(item)
  const row = item.kind === 'row' ? item : item.row
  const { name, summary } = useNamed(item, alerts)
  const places = placesIn(item)
  return (
    <>
      <span role="gridcell" className={classes.select}>
        <input
          type="checkbox"
          tabIndex={-1}
          data-action="select"
          checked={is.isSelected}
          readOnly
          aria-label={`Select ${nameOf(alert)}`}
        />
      </span>
      <span role="gridcell" className={classes.severity}>
        <SeverityShape level={alert.level} outline={outline} />
        <SeverityWord level={alert.level} sent={alert.severity} outline={outline} />
      </span>
      <span role="gridcell" className={classes.what} data-hint={summary === '' ? undefined : summary}>
        <span className={classes.title}>
          <bdi className={classes.name}>{name}</bdi>
          {item.kind === 'row' && alerts.length > 1 && <GroupMark row={item} isOpen={is.isOpen} />}
        </span>
        <bdi className={classes.summary}>{summary}</bdi>
        <SideStates alerts={alerts} lane={row.lane} />
      </span>
      <span role="gridcell" className={classes.where} data-hint={hintOf(places)}>
        {places.map(({ label, value }) => (
          <bdi key={label} className={classes.place}>
            {value}
          </bdi>
        ))}
      </span>
      <span role="gridcell" className={classes.state}>
        <MainState alerts={alerts} struck={struck} lane={row.lane} />
      </span>
      <span role="gridcell" className={classes.age}>
        <Age since={sinceOf(item)} />
      </span>
      {is.isActive || is.isPointedAt ? (
        <RowActions alert={alert} alerts={alerts} isActive={is.isActive} />
      ) : (
        <span role="gridcell" />
      )}
    </>
  )
}

/** The row in two lines: name and age; summary, where and owner. A tap opens it, with its buttons. */
export function NarrowBody({ item, alerts, outline, struck }: RowBodyProps): ReactNode {
  const alert = alertOf(item)
  const row = item.kind === 'row' ? item : item.row
  const places = placesIn(item).map(({ value }) => value)
  const { name, summary } = useNamed(item, alerts)
  return (
    <span role="gridcell" className={classes.narrow}>
      <span className={classes.line}>
        <span className={classes.severity}>
          <SeverityShape level={alert.level} outline={outline} />
          <SeverityWord level={alert.level} sent={alert.severity} outline={outline} />
        </span>
        <bdi className={classes.name}>{name}</bdi>
        {alerts.length > 1 && <span className={classes.count}>×{alerts.length}</span>}
        <span className={classes.age}>
          <Age since={sinceOf(item)} />
        </span>
      </span>
      <span className={classes.line}>
        <span className={classes.summary}>{[summary, places.join(' ')].filter(Boolean).join(' · ')}</span>
        <span className={classes.state}>
          <MainState alerts={alerts} struck={struck} lane={row.lane} />
        </span>
      </span>
    </span>
  )
}

function alertOf(item: Row | Member): BoardAlert {
  return item.kind === 'row' ? item.first : item.alert
}

/** What it goes by: the alert's name, or the value of the label that rows are made by, with what is in it. */
function useNamed(
  item: Row | Member,
  alerts: readonly BoardAlert[],
): { readonly name: string; readonly summary: string } {
  const label = useBoard(({ view }) => groupingLabel(view.group))
  const alert = alertOf(item)
  if (label === undefined || item.kind === 'member') return { name: nameOf(alert), summary: summaryOf(alert) }
  return { name: groupTitle(alert, label), summary: namesIn(alerts) }
}

function placesIn(item: Row | Member): readonly Place[] {
  return item.kind === 'row' ? placesOf(item.first.labels) : differingPlaces(item.row, item.alert)
}

function hintOf(places: readonly Place[]): string | undefined {
  if (places.length === 0) return undefined
  return places.map(({ label, value }) => `${lineOf(label)}="${value}"`).join('\n')
}

/** Its age counts from its start; what has resolved, from its end. */
function sinceOf(item: Row | Member): number {
  if (item.kind === 'member') return parseTime(item.alert.starts_at) ?? 0
  return item.lane === 'resolved' && item.ended !== null ? item.ended : item.started
}

function GroupMark({ row, isOpen }: { readonly row: Row; readonly isOpen: boolean }): ReactNode {
  const Chevron = isOpen ? ChevronDown : ChevronRight
  const spread = spreadOf(row)
  return (
    <button type="button" tabIndex={-1} className={classes.group} data-action="open">
      <span className={classes.count}>×{row.alerts.length}</span>
      {spread !== '' && <span className={classes.spread}>{spread}</span>}
      <Chevron size={14} aria-hidden="true" />
      <span className={classes.hidden}>{isOpen ? 'Close group' : 'Open group'}</span>
    </button>
  )
}
