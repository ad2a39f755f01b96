import { type Acknowledgement, type Alert, type Millis, parseTime, smallest } from '@watchfloor/contract'
import { lineOf, whereOf } from '../../shared/alert-words.ts'
import type { News } from '../../shared/team-news.ts'
import { momentText } from '../../shared/times.ts'
import { whatOf } from '../../shared/what-of.ts'
import type { Words } from './words.ts'

/** `Priya hands over to you · CheckoutErrorRate` / `eu-1 checkout. Accept by 03:27, else Priya keeps it.` */
export function offeredWords(alerts: readonly Alert[], now: Millis): Words {
  const givers = [...new Set(alerts.map(({ acknowledged_by }) => lineOf(acknowledged_by?.name ?? '')))]
  const who = givers.join(', ')
  const until = earliest(alerts, (own) => own.offered_to?.lapses_at)
  return {
    title: `${who} hands over to you · ${whatOf(alerts)}`,
    body: `${placeOf(alerts)}Accept by ${momentText(until, now)}, else ${who} keeps it.`,
  }
}

/** `Still on it? · CheckoutErrorRate` / `eu-1 checkout. Without an answer it is everybody’s at 15:14.` */
export function stillWords(alerts: readonly Alert[], now: Millis): Words {
  const until = earliest(alerts, (own) => own.returns_at)
  return {
    title: `Still on it? · ${whatOf(alerts)}`,
    body: `${placeOf(alerts)}Without an answer it is everybody’s at ${momentText(until, now)}.`,
  }
}

/** `Tom declined CheckoutErrorRate` / `You still have it.` */
export function newsWords({ begin, what, rest }: News): Words {
  const [end = '', ...more] = rest.split('. ')
  return { title: `${begin} ${what}${end.replace(/\.$/, '')}`, body: more.join('. ') }
}

function placeOf(alerts: readonly Alert[]): string {
  const [only] = alerts
  const where = alerts.length === 1 && only !== undefined ? whereOf(only) : ''
  return where === '' ? '' : `${where}. `
}

function earliest(alerts: readonly Alert[], of: (own: Acknowledgement) => string | undefined): Millis {
  return smallest(
    alerts.flatMap(({ acknowledged_by: own }) => (own === null ? [] : (parseTime(of(own) ?? '') ?? []))),
  )
}
