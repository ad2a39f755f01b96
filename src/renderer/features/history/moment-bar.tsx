import { Button } from '@mantine/core'
import { parseTime } from '@watchfloor/contract'
import { type ReactNode, type RefObject, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { nameOf, whereOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { formatCalmly, formatClock, formatMoment, zoneName } from '../../../shared/times.ts'
import { useBoard, useLive, useWatchfloor } from '../../state/context.ts'
import type { PastEvent } from '../../state/event-beside.ts'
import type { Past } from '../../state/past.ts'
import { backToBoard } from '../../state/places.ts'
import classes from './history.module.css'
import { MomentField } from './moment-field.tsx'

/** Which moment it is, how to step from it, and the way back. */
export function MomentBar({
  past,
  field,
}: {
  readonly past: Past
  readonly field: RefObject<HTMLInputElement | null>
}): ReactNode {
  const watchfloor = useWatchfloor()
  const { wanted, isReading, event } = useStore(past)
  return (
    <div className={classes.bar} data-region="Moment">
      <div className={classes.steps} role="group" aria-label="Steps">
        <Step label="The event before" sign="‹ event" keys="<" run={() => void past.stepEvents(-1)} />
        <Step label="A minute earlier" sign="− min" keys="−" run={() => past.stepMinutes(-1)} />
        <Step label="A minute later" sign="+ min" keys="+" run={() => past.stepMinutes(1)} />
        <Step label="The next event" sign="event ›" keys=">" run={() => void past.stepEvents(1)} />
      </div>
      <p className={classes.moment} role="status">
        <strong>{Number.isNaN(wanted) ? '' : formatMoment(wanted)}</strong> <Ago at={wanted} />
        {isReading && <span className={classes.reading}> · reading</span>}
        {event !== null && <span className={classes.event}>{eventText(event)}</span>}
      </p>
      <Counts />
      <MomentField field={field} />
      <Button size="xs" onClick={() => backToBoard(watchfloor)} aria-keyshortcuts="Escape">
        Live again <kbd className={classes.key}>Esc</kbd>
      </Button>
    </div>
  )
}

interface StepProps {
  readonly label: string
  readonly sign: string
  readonly keys: string
  readonly run: () => void
}

function Step({ label, sign, keys, run }: StepProps): ReactNode {
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={label}
      data-hint={`${label}  ${keys}`}
      onClick={run}
    >
      {sign}
    </Button>
  )
}

/** How long ago that is, by the clock of now, which goes on. */
function Ago({ at }: { readonly at: number }): ReactNode {
  const { ticker } = useWatchfloor()
  const zone = Number.isNaN(at) ? '' : zoneName(at)
  const text = useSyncExternalStore(subscribeMinutely, () =>
    Number.isNaN(at)
      ? ''
      : `${formatCalmly(Math.floor((ticker.wall() - at) / 60_000) * 60_000 || ticker.wall() - at)} ago`,
  )
  return (
    <span>
      {zone} · {text}
    </span>
  )
}

function subscribeMinutely(read: () => void): () => void {
  const timer = setInterval(read, 10_000)
  return () => clearInterval(timer)
}

/** How much of what there was. */
function Counts(): ReactNode {
  const total = useBoard(({ arrangement }) => arrangement?.total)
  const left = useLive(({ board }) => board?.left_out)
  if (total === undefined) return null
  const { critical, high, warning } = total.levels
  return (
    <p className={classes.counts}>
      {formatCount(critical)} critical · {formatCount(high)} high · {formatCount(warning)} warning
      {left !== undefined && <strong> · not all could be shown</strong>}
    </p>
  )
}

function eventText({ type, timestamp, data }: PastEvent): string {
  const what = type.replace(/^alert_/, '').replaceAll('_', ' ')
  const at = formatClock(parseTime(timestamp) ?? 0, 'seconds')
  return ` · ${at} ${nameOf(data)} ${whereOf(data)}: ${WORDS[type] ?? what}`
}

const WORDS: Partial<Readonly<Record<PastEvent['type'], string>>> = {
  alert_created: 'began',
  alert_firing: 'fired again',
  alert_updated: 'changed',
  alert_unsilenced: 'no longer silenced',
  alert_uninhibited: 'no longer inhibited',
  alert_unacknowledged: 'given back',
  alert_noted: 'note',
  alert_offered: 'offered to somebody',
  alert_offer_ended: 'offer ended',
  alert_asked: 'its owner was asked',
}
