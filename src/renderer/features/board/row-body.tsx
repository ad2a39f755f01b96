import { type BoardAlert, startOf } from '@watchfloor/contract'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { lineOf, type Place, placesOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { Age } from '../../state/age.tsx'
import type { Named } from '../../state/grouping.ts'
import type { Member } from '../../state/layout.ts'
import { differingPlaces, spreadOf } from '../../state/row-words.ts'
import type { Row } from '../../state/rows.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import { RowActions } from './row-actions.tsx'
import classes from './row-body.module.css'
import { RowDeed } from './row-deed.tsx'
import layout from './row-layout.module.css'
import { MainState, SideStates } from './states.tsx'

export interface RowBodyProps {
  readonly item: Row | Member
  readonly alerts: readonly BoardAlert[]
  readonly named: Named
  /** Shapes only outlined: not proved. */
  readonly outline: boolean
  /** Ended while the list was held. */
  readonly struck: boolean
  readonly isOpen: boolean
  readonly isActive: boolean
  /** The pointer is on it, or was: its buttons are made only when somebody may press them. */
  readonly isPointedAt: boolean
  readonly isSelected: boolean
}

/** What a row says. Where there is no room for all of it beside each other, it stands in two lines. */
export const RowBody = memo(function RowBody({
  item,
  alerts,
  named,
  outline,
  struck,
  ...is
}: RowBodyProps): ReactNode {
  const alert = item.kind === 'row' ? item.first : item.alert
  const row = item.kind === 'row' ? item : item.row
  const places = placesIn(item)
  const group = item.kind === 'row' && alerts.length > 1 ? item : null
  return (
    <>
      <span role="gridcell" className={`${layout.select} ${classes.select}`}>
        <input
          type="checkbox"
          tabIndex={-1}
          data-action="select"
          checked={is.isSelected}
          readOnly
          aria-label={`Select ${named.name}`}
        />
      </span>
      <span role="presentation" className={layout.first}>
        <span role="gridcell" className={`${layout.severity} ${classes.severity}`}>
          <SeverityShape level={alert.level} outline={outline} />
          <SeverityWord level={alert.level} sent={alert.severity} outline={outline} />
        </span>
        <span role="gridcell" className={`${layout.title} ${classes.title}`}>
          <span className={classes.head}>
            <bdi className={classes.name} data-cut="">
              {named.name}
            </bdi>
            {group !== null && <GroupMark count={alerts.length} isOpen={is.isOpen} />}
          </span>
          {group !== null && <Spread row={group} />}
        </span>
        <span role="gridcell" className={`${layout.age} ${classes.age}`}>
          <Age since={sinceOf(item)} />
        </span>
      </span>
      <span role="presentation" className={layout.second}>
        <span role="gridcell" className={`${layout.summary} ${classes.summary}`} data-cut="">
          <bdi>
            <RowDeed alerts={alerts} instead={named.summary} />
          </bdi>
        </span>
        <span role="gridcell" className={`${layout.where} ${classes.where}`} data-hint={hintOf(places)}>
          {places.map(({ label, value }) => (
            <bdi key={label} className={classes.place}>
              {value}
            </bdi>
          ))}
        </span>
        <span role="gridcell" className={layout.side}>
          <SideStates alerts={alerts} lane={row.lane} />
        </span>
        <span role="gridcell" className={`${layout.state} ${classes.state}`}>
          <MainState alerts={alerts} struck={struck} lane={row.lane} />
        </span>
      </span>
      {is.isActive || is.isPointedAt ? (
        <RowActions alert={alert} alerts={alerts} isActive={is.isActive} isSelected={is.isSelected} />
      ) : (
        <span role="gridcell" />
      )}
    </>
  )
})

function placesIn(item: Row | Member): readonly Place[] {
  return item.kind === 'row' ? placesOf(item.first.labels) : differingPlaces(item.row, item.alert)
}

function hintOf(places: readonly Place[]): string | undefined {
  if (places.length === 0) return undefined
  return places.map(({ label, value }) => `${lineOf(label)}="${value}"`).join('\n')
}

/** Its age counts from its start; what has resolved, from its end. */
function sinceOf(item: Row | Member): number {
  if (item.kind === 'member') return startOf(item.alert)
  return item.lane === 'resolved' && item.ended !== null ? item.ended : item.started
}

function GroupMark({ count, isOpen }: { readonly count: number; readonly isOpen: boolean }): ReactNode {
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <button type="button" tabIndex={-1} className={classes.group} data-action="open">
      ×{formatCount(count)}
      <Chevron size={14} aria-hidden="true" />
      <span className={classes.hidden}>{isOpen ? 'Close group' : 'Open group'}</span>
    </button>
  )
}

function Spread({ row }: { readonly row: Row }): ReactNode {
  const spread = spreadOf(row)
  return spread === '' ? null : <span className={classes.spread}>{spread}</span>
}
