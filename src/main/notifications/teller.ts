import { formatTime, type Level, type Millis } from '@watchfloor/contract'
import type { AlertLife, InboxKind, InboxOutcome, InboxReason, InboxRow } from '../../shared/inbox.ts'
import type { NotificationContent } from './notifier.ts'
import type { Circumstances } from './policy.ts'
import { privateWords, type Words } from './words.ts'

/** What is to be done about a decision, in this order. */
export type Effect =
  /** Record it and ask the system to show it; a row of this id that is there already is renewed. */
  | { readonly type: 'notify'; readonly row: InboxRow; readonly content: NotificationContent }
  /** Record it only: held back or folded. */
  | { readonly type: 'note'; readonly row: InboxRow }
  /** The row speaks of more, or of less. */
  | { readonly type: 'amend'; readonly id: string; readonly change: Amendment }
  /** Take back what is shown under this key; `row` is what was told with it. */
  | {
      readonly type: 'withdraw'
      readonly key: string
      readonly row: string | null
      readonly outcome: InboxOutcome
    }

/** What a row speaks of now, and in which words where they change. */
type Amendment = Pick<InboxRow, 'alerts' | 'count'> & Partial<Pick<InboxRow, 'title' | 'body'>>

/** When something is decided, and what holds for the person then. */
export interface Moment {
  readonly wall: Millis
  /** Monotonic milliseconds. */
  readonly now: number
  readonly circumstances: Circumstances
  /** Names of alerts are kept out of notifications. */
  readonly is_private: boolean
}

export interface Matter {
  /** Renews this row, or writes it under this id; without one, a new row is written. */
  readonly row?: string | null
  readonly key: string
  readonly kind: InboxKind
  readonly level: Level | null
  readonly reason: InboxReason
  readonly words: Words
  readonly group?: string
  readonly alerts?: readonly AlertLife[]
  readonly count?: number
}

export interface Manner {
  readonly urgency: NotificationContent['urgency']
  readonly sound: boolean
  readonly stays?: boolean
  readonly buttons?: readonly string[]
}

/** Lives that a row keeps; its count tells of all. */
const MOST_LIVES = 100
/** Sounds never overlap. */
const SOUND_MS = 3_000
const URGENCIES: readonly NotificationContent['urgency'][] = ['critical', 'normal', 'low']

/** Gathers what is decided at one moment. */
export interface Teller {
  readonly at: Moment
  /** An id for a row that is told or noted later. */
  readonly newRow: () => string
  /** Answers the row's id. */
  readonly notify: (matter: Matter, manner: Manner) => string
  readonly note: (matter: Matter, decision: 'hold' | 'fold') => string
  readonly amend: (id: string, alerts: readonly AlertLife[], words?: Words) => void
  readonly withdraw: (key: string, row: string | null, outcome: InboxOutcome) => void
  /** What was gathered since it was last asked. */
  readonly effects: () => readonly Effect[]
}

export interface TellerOptions {
  /** The server's address, and what people call it. */
  readonly server: string
  readonly serverName: string
  readonly newId: () => string
}

export function createTeller({ server, serverName, newId }: TellerOptions): (at: Moment) => Teller {
  let lastSound = { at: -Infinity, rank: URGENCIES.length }

  const isHeard = (urgency: NotificationContent['urgency'], now: number): boolean => {
    const rank = URGENCIES.indexOf(urgency)
    if (now - lastSound.at < SOUND_MS && rank >= lastSound.rank) return false
    lastSound = { at: now, rank }
    return true
  }

  return (at) => {
    let effects: Effect[] = []
    const rowOf = (matter: Matter, id: string, decision: InboxRow['decision']): InboxRow => {
      const time = formatTime(at.wall)
      return {
        id,
        key: matter.key,
        at: time,
        server,
        kind: matter.kind,
        level: matter.level,
        decision,
        reason: matter.reason,
        title: matter.words.title,
        body: matter.words.body,
        group: matter.group ?? '',
        alerts: (matter.alerts ?? []).slice(0, MOST_LIVES),
        count: matter.count ?? matter.alerts?.length ?? 0,
        outcome: decision === 'notify' ? 'asked' : 'none',
        outcome_at: time,
        is_read: false,
      }
    }
    return {
      at,
      newRow: newId,
      notify: (matter, { urgency, sound, stays = false, buttons = [] }) => {
        const id = matter.row ?? newId()
        const hidden = at.is_private && NAMES_ALERTS.has(matter.kind)
        const words = hidden ? privateWords(matter.level, serverName) : matter.words
        effects.push({
          type: 'notify',
          row: rowOf(matter, id, 'notify'),
          content: {
            key: matter.key,
            ...words,
            urgency,
            is_silent: !(sound && isHeard(urgency, at.now)),
            stays,
            buttons,
          },
        })
        return id
      },
      note: (matter, decision) => {
        const id = matter.row ?? newId()
        effects.push({ type: 'note', row: rowOf(matter, id, decision) })
        return id
      },
      amend: (id, alerts, words) =>
        void effects.push({
          type: 'amend',
          id,
          change: { alerts: alerts.slice(0, MOST_LIVES), count: alerts.length, ...words },
        }),
      withdraw: (key, row, outcome) => void effects.push({ type: 'withdraw', key, row, outcome }),
      effects: () => {
        const gathered = effects
        effects = []
        return gathered
      },
    }
  }
}

const NAMES_ALERTS: ReadonlySet<InboxKind> = new Set<InboxKind>([
  'alert',
  'criticals',
  'repeat',
  'storm',
  'resolved',
  'acknowledgement',
  'handover',
  'still_on_it',
])
