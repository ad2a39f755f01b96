import {
  type Acknowledgement,
  type Alert,
  isGoingOn,
  isOfferedTo,
  type Millis,
  parseTime,
  type Session,
  smallest,
} from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'
import { lineOf } from '../../../shared/alert-words.ts'
import { teamNews, waitingOf } from '../../../shared/team-news.ts'
import { momentText } from '../../../shared/times.ts'
import { whatOf } from '../../../shared/what-of.ts'
import type { Actions } from '../../state/actions.ts'
import type { Frame, LiveStore } from '../../state/live-store.ts'
import { openDetail } from '../../state/places.ts'
import type { Toast, ToastStore } from '../../state/toasts.ts'

export interface TeamWatchParts {
  readonly live: LiveStore
  readonly toasts: ToastStore
  readonly actions: Pick<Actions, 'acknowledge' | 'giveBack'>
  readonly me: () => string | null
  /** Tells when somebody else may look at this. */
  readonly who: Pick<StoreApi<Session | null>, 'subscribe'>
  /** Server time. */
  readonly now: () => Millis
}

const OFFERED = 'offered to me'
const ASKED = 'still on it'

/**
 * Tells this person what others ask of them, for as long as it waits for an answer, and what became of what they had.
 * Alerts that are theirs, or offered to them, are kept track of by events, so that nobody looks through a whole board.
 */
export function watchTeam({ live, toasts, actions, me, who, now }: TeamWatchParts): () => void {
  const mine = new Map<string, Acknowledgement>()
  let known: string | null = null

  const take = (alert: Alert, name: string | null): void => {
    const { fingerprint, acknowledged_by: own } = alert
    const concerns = own !== null && (own.name === name || isOfferedTo(own, name))
    if (concerns && isGoingOn(alert)) mine.set(fingerprint, own)
    else mine.delete(fingerprint)
  }
  const tell = (): void => {
    const alerts = live.getState().board?.alerts
    const name = me()
    const of = [...mine.keys()].flatMap((fingerprint) => alerts?.get(fingerprint) ?? [])
    const { offered, asked } = waitingOf(of, name)
    show(OFFERED, offered, offeredToast)
    show(ASKED, asked, askedToast)
  }
  const shown = new Map<string, string>()
  /** Told anew only when it is about others than before: what was dismissed stays so. */
  const show = (key: string, alerts: readonly Alert[], toast: (alerts: readonly Alert[]) => Told): void => {
    const about = alerts.map(({ fingerprint, life }) => `${fingerprint} ${life}`).join()
    if (about === (shown.get(key) ?? '')) return
    shown.set(key, about)
    if (alerts.length === 0) toasts.dismissKeys(new Set([key]))
    else toasts.push({ kind: 'question', key, ...toast(alerts) })
  }
  const open = (alerts: readonly Alert[]): Told['actions'] => {
    const [only] = alerts
    return only === undefined || alerts.length > 1 ? [] : [{ label: 'Open', run: () => openDetail(only) }]
  }
  const offeredToast = (alerts: readonly Alert[]): Told => {
    const givers = [...new Set(alerts.map(({ acknowledged_by }) => lineOf(acknowledged_by?.name ?? '')))]
    const until = earliest(alerts, (own) => own.offered_to?.lapses_at)
    return {
      text: [
        `${givers.join(', ')} hands over to you: `,
        { strong: whatOf(alerts) },
        `. Until ${momentText(until, now())}.`,
      ],
      actions: [
        { label: 'Accept', run: () => void actions.acknowledge(alerts) },
        { label: 'Decline', run: () => void actions.giveBack(alerts) },
        ...open(alerts),
      ],
      dismiss: 'Later',
    }
  }
  const askedToast = (alerts: readonly Alert[]): Told => {
    const until = earliest(alerts, (own) => own.returns_at)
    const last = `? Without an answer it is everybody’s at ${momentText(until, now())}.`
    return {
      text: ['Still on ', { strong: whatOf(alerts) }, last],
      actions: [
        { label: 'Still on it', run: () => void actions.acknowledge(alerts) },
        { label: 'Give back', run: () => void actions.giveBack(alerts) },
        ...open(alerts),
      ],
      dismiss: 'Later',
    }
  }

  const begin = (): void => {
    known = me()
    mine.clear()
    for (const alert of live.getState().board?.alerts.values() ?? []) take(alert, known)
    tell()
  }
  const stops = [
    who.subscribe(() => me() !== known && begin()),
    live.onFrame(({ replaced, events }: Pick<Frame, 'replaced' | 'events'>) => {
      const name = me()
      if (replaced || name !== known) return begin()
      if (name !== null) {
        for (const { begin, what, rest, alerts } of teamNews(events, mine, name)) {
          const text = [`${begin} `, { strong: what }, rest]
          toasts.push({ kind: 'result', text, actions: open(alerts) })
        }
      }
      let isMine = false
      for (const event of events) {
        if (event.source !== 'alert_processor') continue
        const { data } = event
        isMine ||= mine.has(data.fingerprint)
        take(data, name)
        isMine ||= mine.has(data.fingerprint)
      }
      if (isMine) tell()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

type Told = Pick<Toast, 'text' | 'actions' | 'dismiss'>

function earliest(alerts: readonly Alert[], of: (own: Acknowledgement) => string | undefined): Millis {
  return smallest(
    alerts.flatMap(({ acknowledged_by: own }) => (own === null ? [] : (parseTime(of(own) ?? '') ?? []))),
  )
}
