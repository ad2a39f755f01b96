import { type BoardAlert, firstSeen, largest, OUTSIDE, parseTime, suppressedBy } from '@watchfloor/contract'
import { Activity, BellOff, Check, CircleDashed, MessageCircleQuestion, Moon, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { lineOf, nameOf } from '../../../shared/alert-words.ts'
import { flappingNow, lastText, timesText } from '../../../shared/episode-words.ts'
import type { Lane } from '../../../shared/lanes.ts'
import { formatAge } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import { useActingName } from '../../state/who.ts'
import { ownerWords } from './owner-words.ts'
import classes from './states.module.css'

const ICON = 14

interface MainStateProps {
  readonly alerts: readonly BoardAlert[]
  readonly lane: Lane
  /** Ended while the list was held. */
  readonly struck: boolean
}

/** The state that matters most: how it ended, what hides it, who has it, or that nobody does. */
export function MainState({ alerts, lane, struck }: MainStateProps): ReactNode {
  const me = useActingName()
  const [first] = alerts
  if (first === undefined) return null
  if (struck || lane === 'resolved') return <Ended alert={first} />
  const reason = suppressedBy(first)
  if (reason === 'silenced') return <Silenced alert={first} />
  if (reason === 'inhibited') return <Inhibited alert={first} />
  if (reason === 'muted') {
    return (
      <Chip
        tone="suppressed"
        icon={<Moon size={ICON} />}
        hint={`Mute window: ${lineOf(first.muted_by.join(', '))}`}
      >
        muted
      </Chip>
    )
  }
  const owner = ownerWords(alerts, me)
  if (owner !== null) {
    const icon = owner.isForMe ? <MessageCircleQuestion size={ICON} /> : <UserRound size={ICON} />
    return (
      <Chip tone="acknowledged" icon={icon} hint={owner.hint}>
        {owner.text}
      </Chip>
    )
  }
  if (first.unconfirmed) return <Unconfirmed />
  return (
    <span className={classes.nobody} data-hint="Nobody has it">
      —
    </span>
  )
}

/** What else is true of them, beside the summary. */
export function SideStates({ alerts, lane }: Omit<MainStateProps, 'struck'>): ReactNode {
  const flapping = mostOften(alerts)
  const isUnconfirmed = alerts.some(({ unconfirmed }) => unconfirmed)
  const isShown = lane === 'handled' || lane === 'suppressed'
  if (flapping === undefined && !(isUnconfirmed && isShown)) return null
  return (
    <span className={classes.side}>
      {isUnconfirmed && isShown && <Unconfirmed />}
      {flapping !== undefined && <Flapping alert={flapping} />}
    </span>
  )
}

/** Of several that flap, the one that does most. */
function mostOften(alerts: readonly BoardAlert[]): BoardAlert | undefined {
  const most = largest(alerts.map(({ flapping }) => flapping))
  return most > 0 ? alerts.find(({ flapping }) => flapping === most) : undefined
}

function Flapping({ alert }: { readonly alert: BoardAlert }): ReactNode {
  const times = useTicking(({ now }) => timesText(alert, now()))
  const last = useTicking(({ now }) => lastText(alert, now()))
  const hint = `Flapping: ${flappingNow(alert)}${last}`
  return (
    <Chip tone="flapping" icon={<Activity size={ICON} />} hint={hint}>
      {times === '' ? `flapping ×${alert.flapping}` : times}
      <span className={classes.last}>{last}</span>
    </Chip>
  )
}

function Unconfirmed(): ReactNode {
  return (
    <Chip
      tone="unconfirmed"
      icon={<CircleDashed size={ICON} />}
      hint="Last known firing: its source has gone quiet"
    >
      unconfirmed
    </Chip>
  )
}

function Ended({ alert }: { readonly alert: BoardAlert }): ReactNode {
  if (alert.resolved_by === 'timeout') {
    return (
      <Chip
        tone="suppressed"
        icon={<CircleDashed size={ICON} />}
        hint="Its sender stopped sending it: not proved resolved"
      >
        timed out
      </Chip>
    )
  }
  const hint = alert.resolved_by === 'person' ? 'Ended by a person' : 'Its sender said that it ended'
  return (
    <Chip tone="proved" icon={<Check size={ICON} />} hint={hint}>
      resolved
    </Chip>
  )
}

function Silenced({ alert }: { readonly alert: BoardAlert }): ReactNode {
  const silences = useLive((state) => state.board?.silences)
  const ends = alert.silenced_by.flatMap((id) => parseTime(silences?.get(id)?.ends_at ?? '') ?? [])
  const end = largest(ends)
  const left = useTicking(({ now }) => (Number.isFinite(end) ? formatAge(end - now()) : ''))
  const comments = alert.silenced_by.flatMap((id) => firstSeen(silences?.get(id)?.comment) ?? [])
  return (
    <Chip tone="suppressed" icon={<BellOff size={ICON} />} hint={lineOf(comments.join('\n')) || 'Silenced'}>
      silenced {left}
    </Chip>
  )
}

function Inhibited({ alert }: { readonly alert: BoardAlert }): ReactNode {
  const [by] = alert.inhibited_by
  const other = useLive((state) => state.board?.alerts.get(by?.fingerprint ?? ''))
  return (
    <Chip
      tone="suppressed"
      icon={<BellOff size={ICON} />}
      hint={
        by?.fingerprint === OUTSIDE.fingerprint
          ? `Inhibited by an alert ${OUTSIDE.rule}`
          : `Inhibited by the rule ${lineOf(by?.rule ?? '')}`
      }
    >
      {other === undefined ? 'inhibited' : `by ${nameOf(other)}`}
    </Chip>
  )
}

interface ChipProps {
  readonly tone: 'acknowledged' | 'suppressed' | 'flapping' | 'unconfirmed' | 'proved'
  readonly icon: ReactNode
  readonly hint: string
  readonly children: ReactNode
}

function Chip({ tone, icon, hint, children }: ChipProps): ReactNode {
  return (
    <span className={classes.chip} data-tone={tone} data-hint={hint}>
      <span className={classes.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={classes.word}>{children}</span>
    </span>
  )
}
