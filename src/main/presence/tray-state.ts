import type { Freshness } from '@watchfloor/client'
import { type Alert, type BoardHealth, type LeftOut, worstFirst } from '@watchfloor/contract'
import { nameOf, whereOf } from '../../shared/alert-words.ts'
import { plural } from '../../shared/counts.ts'
import { doubtsOf, doubtText } from '../../shared/doubts.ts'
import { hostOf } from '../../shared/hops.ts'
import { laneOf } from '../../shared/lanes.ts'
import { leftOutShort } from '../../shared/left-out-words.ts'
import { pauseAt } from '../../shared/pauses.ts'
import { isNotReceiving, receivingText } from '../../shared/receiving.ts'
import { type DecidingView, outsideText } from '../../shared/saved-views.ts'
import type { TrayState } from './tray-model.ts'

export interface TrayFacts {
  readonly server: string | null
  readonly freshness: Freshness | null
  readonly alerts: Iterable<Alert>
  readonly health: Iterable<BoardHealth>
  /** What the board leaves out. */
  readonly leftOut: LeftOut | undefined
  /** Wall time; null when notifications are not paused. */
  readonly pausedUntil: number | null
  /** The view that decides what this person is told; null: everything does. */
  readonly view: DecidingView | null
  readonly now: number
}

const TOP = 5

/** What the tray is drawn from: always the state as it is now, whatever was notified. */
export function trayStateOf(facts: TrayFacts): TrayState {
  const { server, freshness, alerts, health, leftOut, pausedUntil, view, now } = facts
  let needs = 0
  let outside = 0
  const criticals: Alert[] = []
  for (const alert of alerts) {
    if (laneOf(alert) !== 'needs') continue
    if (view !== null && !view.passes(alert)) {
      if (alert.level === 'critical') outside++
      continue
    }
    needs++
    if (alert.level === 'critical') criticals.push(alert)
  }
  const doubts = doubtText(doubtsOf(health))
  const top = worstFirst(criticals).slice(0, TOP)
  return {
    ...stateOf(
      server,
      freshness,
      needsText(
        needs,
        [outsideText(outside, view), leftOutShort(leftOut), doubts].filter(Boolean).join(', '),
      ),
    ),
    criticals: criticals.length,
    top: top.map((alert) => ({
      fingerprint: alert.fingerprint,
      life: alert.life,
      title: nameOf(alert),
      where: whereOf(alert),
    })),
    pausedUntil: pauseAt(pausedUntil, now),
    now,
  }
}

function stateOf(
  server: string | null,
  freshness: Freshness | null,
  needs: string,
): Pick<TrayState, 'state' | 'stateLine'> {
  if (server === null || freshness === null) return { state: 'no_server', stateLine: 'No server chosen yet' }
  const words = receivingText(freshness, server)
  if (isNotReceiving(freshness)) return { state: 'not_receiving', stateLine: words }
  const stateLine = `${words} · ${hostOf(server)}`
  switch (freshness.state) {
    case 'connecting':
      return { state: 'connecting', stateLine }
    case 'live':
      return { state: 'live', stateLine: `${stateLine} · ${needs}` }
    default:
      return { state: 'checking', stateLine }
  }
}

/** What is left out, or does not come, may need somebody as well: nobody looked. `unseen` is empty when nothing is. */
function needsText(needs: number, unseen: string): string {
  const some = `${plural(needs, 'alert')} ${needs === 1 ? 'needs' : 'need'} someone`
  if (unseen === '') return needs === 0 ? 'nothing needs you' : some
  return `${needs === 0 ? 'nothing known to need you' : some}, ${unseen}`
}
