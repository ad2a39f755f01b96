import {
  type Alert,
  type BoardSilence,
  ENDS_WITH,
  firstSeen,
  type Health,
  type LabelSet,
  type LoggedEvent,
  OUTSIDE,
  type Silence,
  type SilenceChange,
} from '@watchfloor/contract'
import { factsOf } from '../commands/notice-facts.ts'
import { TOLD_OF_END } from '../commands/warn-of-end.ts'
import type { Sight } from '../scope/sight.ts'
import { boundOf } from '../silences/ends-with.ts'

/** What is around a thing and decides how much of it is told. */
export interface Surroundings {
  readonly labelsOf: (fingerprint: string) => LabelSet | undefined
  readonly silenceOf: (id: string) => Silence | undefined
  /** What a pipeline's heartbeat of this name takes; undefined when there is none. */
  readonly matchersOf: (heartbeat: string) => Silence['matchers'] | undefined
}

/** Things as somebody sees them: what is theirs, without what it tells of others. Undefined is what is not theirs. */
export interface AsSeen {
  readonly alert: <T extends Pick<Alert, 'inhibited_by'>>(alert: T) => T
  readonly silence: <T extends Silence>(silence: T) => T | undefined
  readonly health: <T extends Health>(row: T) => T | undefined
  readonly event: (event: LoggedEvent) => LoggedEvent | undefined
}

export const AS_IT_IS: AsSeen = {
  alert: (alert) => alert,
  silence: (silence) => silence,
  health: (row) => row,
  event: (event) => event,
}

/** Why it waits for a second person is counted of all that it hides. */
const BEYOND = 'it goes beyond what its maker may do alone'
const IN_TROUBLE = 'some of what is new is refused: whoever runs this server sees why'

export function asSeenBy(sight: Sight, around: Surroundings): AsSeen {
  const isKnown = (fingerprint: string): boolean => {
    const labels = around.labelsOf(fingerprint)
    return labels !== undefined && sight.alert(labels)
  }
  const seen: Omit<AsSeen, 'event'> = {
    alert: (alert) => {
      const own = alert.inhibited_by.filter(({ fingerprint }) => isKnown(fingerprint))
      return own.length === alert.inhibited_by.length ? alert : { ...alert, inhibited_by: [...own, OUTSIDE] }
    },
    silence: (silence) => {
      if (!sight.silence(silence)) return undefined
      return sight.wholeSilence(silence) ? silence : withoutOthers(silence, isKnown)
    },
    health: (row) => healthFor(row, sight, around),
  }
  const known = new WeakMap<LoggedEvent, { readonly told: LoggedEvent | undefined }>()
  return {
    ...seen,
    // The same for all who see the same, so that it is written once.
    event: (event) => {
      const before = known.get(event)
      if (before !== undefined) return before.told
      const told = sight.event(event) ? eventFor(event, seen, sight, around) : undefined
      known.set(event, { told })
      return told
    },
  }
}

function eventFor(
  event: LoggedEvent,
  seen: Omit<AsSeen, 'event'>,
  sight: Sight,
  { silenceOf }: Surroundings,
): LoggedEvent | undefined {
  switch (event.source) {
    case 'alert_processor': {
      const data = seen.alert(event.data)
      return data === event.data ? event : { ...event, data }
    }
    case 'silence_manager': {
      // That it was told says that something still fires which it hides.
      if (event.data.reason === TOLD_OF_END && !sight.wholeSilence(event.data)) return undefined
      const data = seen.silence<SilenceChange>(event.data)
      return data === undefined ? undefined : data === event.data ? event : { ...event, data }
    }
    case 'health_monitor': {
      const data = seen.health(event.data)
      return data === undefined ? undefined : { ...event, data }
    }
    case 'system': {
      const silence = silenceOf(event.data.silence ?? '')
      // What it says is counted from alerts, so these have to be theirs.
      if (silence === undefined || !sight.wholeSilence(silence)) return undefined
      if (event.data.kind !== 'silence_hides_much') return event
      const who = firstSeen(silence.created_by) ?? 'Somebody'
      const message = `${who} silenced much of what fires here, until ${silence.ends_at}: ${silence.comment} (silence ${silence.id})`
      const about = factsOf(silence)
      return { ...event, data: { ...event.data, message, about } }
    }
    default:
      return event satisfies never
  }
}

/** A silence that hides others' alerts too, without what it says of these. */
function withoutOthers<T extends Silence | BoardSilence | SilenceChange>(
  silence: T,
  isKnown: (fingerprint: string) => boolean,
): T {
  const { end_told: _told, ...rest } = silence
  const { reason: _reason, by, ...kept } = rest as typeof rest & Pick<SilenceChange, 'by' | 'reason'>
  const bound = boundOf(silence)
  const own = bound.filter(({ fingerprint }) => isKnown(fingerprint))
  const annotations =
    own.length === bound.length
      ? silence.annotations
      : {
          ...silence.annotations,
          [ENDS_WITH]: own.map(({ fingerprint, life = '' }) => `${fingerprint}/${life}`).join(' '),
        }
  // One that ended with its alerts names the last of them.
  const isPerson = by !== undefined && !by.startsWith('watchfloor')
  const { proposal } = silence
  const { replaces: _replaced, ...wanted } = proposal ?? {}
  return {
    ...kept,
    ...(isPerson && { by }),
    ...(proposal !== undefined && { proposal: { ...wanted, reason: BEYOND } }),
    annotations,
  } as unknown as T
}

function healthFor<T extends Health>(row: T, sight: Sight, around: Surroundings): T | undefined {
  if (!sight.event({ source: 'health_monitor', data: row } as LoggedEvent)) return undefined
  const { message: _message, ...bare } = row
  switch (row.kind) {
    case 'store':
      return row
    case 'server':
      return row.component !== 'Capacity' || row.status === 'healthy' ? row : { ...row, message: IN_TROUBLE }
    case 'pipeline': {
      const matchers = around.matchersOf(row.component)
      if (matchers === undefined || !sight.silence({ matchers })) return undefined
      // The message says whose heartbeat is missing.
      return (row.quiet ? { ...bare, message: 'a heartbeat has not arrived' } : bare) as T
    }
    case 'source':
      return undefined
    default:
      return row.kind satisfies never
  }
}
