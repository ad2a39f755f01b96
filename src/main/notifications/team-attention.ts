import {
  type Acknowledgement,
  type Alert,
  type Board,
  type Event,
  isGoingOn,
  isOfferedTo,
  isOfLife,
  parseTime,
} from '@watchfloor/contract'
import type { InboxRow } from '../../shared/inbox.ts'
import { type News, teamNews, waitingOf } from '../../shared/team-news.ts'
import { judgeNotice } from './policy.ts'
import { newsWords, offeredWords, stillWords } from './team-words.ts'
import type { Manner, Matter, Teller } from './teller.ts'

/** What others ask of this person, and answer to what they asked (S37, S38). */
export interface TeamAttention {
  /** The whole board, in the place of all that was known. */
  readonly takeBoard: (board: Pick<Board, 'alerts'>, teller: Teller) => void
  readonly takeEvents: (events: readonly Event[], teller: Teller) => void
}

/** Clocks of servers and desks may differ by this much. */
const CLOCKS_MS = 2 * 60_000

interface Asking {
  readonly kind: 'handover' | 'still_on_it'
  readonly reason: 'handed_over' | 'still_on_it'
  readonly words: typeof offeredWords
  readonly manner: Manner
  /** Since when it is asked. */
  readonly since: (own: Acknowledgement) => string | undefined
}

const OFFERED: Asking = {
  kind: 'handover',
  reason: 'handed_over',
  words: offeredWords,
  manner: { urgency: 'normal', sound: true, stays: true, buttons: ['Accept', 'Open'] },
  since: (own) => own.offered_to?.at,
}
/** Nobody is woken for it: there are hours to answer. */
const ASKED: Asking = {
  kind: 'still_on_it',
  reason: 'still_on_it',
  words: stillWords,
  manner: { urgency: 'normal', sound: false, stays: true, buttons: ['Still on it', 'Open'] },
  since: (own) => own.asked_at,
}

/** `rows` is what the inbox knows of this server, `saved` the board as it was last known. */
export function createTeamAttention(
  rows: readonly InboxRow[],
  saved: Pick<Board, 'alerts'> | null,
): TeamAttention {
  let known = saved
  /** Alerts that are this person's, or offered to them. */
  const mine = new Map<string, Alert>()
  let name: string | null = null
  /** What is shown of each kind, or held back: which alerts, since when. */
  const told = new Map<Asking['kind'], ReadonlySet<string>>()

  const isKnown = ({ kind, since }: Asking, alert: Alert): boolean => {
    const { fingerprint, acknowledged_by: own } = alert
    const at = own === null ? undefined : parseTime(since(own) ?? '')
    return rows.some(
      (row) =>
        row.kind === kind &&
        (parseTime(row.at) ?? 0) >= (at ?? 0) - CLOCKS_MS &&
        row.alerts.some((one) => one.fingerprint === fingerprint && isOfLife(alert, one.life)),
    )
  }
  const idOf = ({ since }: Asking, { fingerprint, first_life, life, acknowledged_by: own }: Alert): string =>
    `${fingerprint} ${first_life ?? life} ${own === null ? '' : since(own)}`

  const take = (alert: Alert): void => {
    const own = alert.acknowledged_by
    const concerns = own !== null && (own.name === name || isOfferedTo(own, name))
    if (concerns && isGoingOn(alert)) mine.set(alert.fingerprint, alert)
    else mine.delete(alert.fingerprint)
  }

  const tell = (asking: Asking, alerts: readonly Alert[], teller: Teller): void => {
    const { kind, reason, words, manner } = asking
    const before = told.get(kind) ?? new Set<string>()
    const now = new Set(alerts.map((alert) => idOf(asking, alert)))
    told.set(kind, now)
    if (alerts.length === 0 && before.size > 0) return teller.withdraw(kind, null, 'withdrawn')
    const isNews = (alert: Alert): boolean => !before.has(idOf(asking, alert)) && !isKnown(asking, alert)
    if (!alerts.some(isNews)) return
    const lives = alerts.map(({ fingerprint, life }) => ({ fingerprint, life }))
    const matter = {
      key: kind,
      kind,
      level: null,
      reason,
      words: words(alerts, teller.at.wall),
      alerts: lives,
    }
    // What is added to one that is shown makes no sound of its own.
    say(matter, { ...manner, sound: manner.sound && before.size === 0 }, teller)
  }

  const tellNews = (news: News, teller: Teller): void => {
    const lives = news.alerts.map(({ fingerprint, life }) => ({ fingerprint, life }))
    const matter = {
      key: `handover ${news.begin} ${lives[0]?.fingerprint ?? ''}`,
      kind: 'handover',
      level: null,
      reason: 'handed_over',
      words: newsWords(news),
      alerts: lives,
    } as const
    // Who believes to have handed it over, and has it still, must hear of it.
    say(matter, { urgency: 'normal', sound: news.isStillYours, buttons: ['Open'] }, teller)
  }

  const settle = (teller: Teller): void => {
    const { offered, asked } = waitingOf(mine.values(), name)
    tell(OFFERED, offered, teller)
    tell(ASKED, asked, teller)
  }

  const begin = (teller: Teller): void => {
    name = teller.at.circumstances.name
    mine.clear()
    for (const alert of known?.alerts.values() ?? []) take(alert)
    known = null
  }

  return {
    takeBoard: (board, teller) => {
      known = board
      begin(teller)
      settle(teller)
    },
    takeEvents: (events, teller) => {
      if (known !== null) begin(teller)
      if (name !== null) for (const news of teamNews(events, ownersOf(mine), name)) tellNews(news, teller)
      for (const event of events) if (event.source === 'alert_processor') take(event.data)
      settle(teller)
    },
  }
}

/** Held back by a pause and by quiet hours; and the board that lies in front of somebody says it itself. */
function say(matter: Matter, manner: Manner, teller: Teller): void {
  const { wall, circumstances } = teller.at
  const held = judgeNotice(false, wall, circumstances) ?? (circumstances.in_front ? 'in_front' : null)
  if (held === null) teller.notify(matter, manner)
  else teller.note({ ...matter, reason: held }, 'hold')
}

function ownersOf(mine: ReadonlyMap<string, Alert>): ReadonlyMap<string, Acknowledgement> {
  const owners = new Map<string, Acknowledgement>()
  for (const [fingerprint, { acknowledged_by: own }] of mine) if (own !== null) owners.set(fingerprint, own)
  return owners
}
