import { isBlank, type Millis } from '@watchfloor/contract'
import { type AlertInput, endedTimes } from '../alerts/alert-input.ts'
import { RefusalTally } from '../alerts/refusals.ts'
import type { Steps } from '../ground/steps.ts'
import { clipped } from '../health/clipped.ts'
import { namesError } from './decode-postable-alerts.ts'
import { type Decoded, type DecodedAlerts, malformed } from './decoded.ts'
import { quoted } from './quoted.ts'
import { describe, isObject, readAlert } from './read-alert.ts'

export interface DecodedWebhook extends DecodedAlerts {
  /** The receiver's name as configured; senders write it quoted as for a regular expression. */
  readonly receiver: string | undefined
  /** Alerts of the group that the sender cut off: they may be firing or resolved, the message does not say. */
  readonly truncated: number
  /** The sender's own name for the group. */
  readonly group: string
}

/** So much of a group's or a receiver's name tells it from others. */
const MOST_KEY = 1_000

/** JSON can say more than can be counted. */
const MOST_LEFT_OUT = 1_000_000_000

type ReadOne = (item: unknown) => Decoded<AlertInput>

/**
 * Reads what the webhook messages of Alertmanager and Grafana have in common. Only what is in the message is reported:
 * absence is never a resolve, and the group's own `status` says nothing about alerts that were cut off. Each alert's
 * status decides: a firing one carries no end (its `endsAt` is the zero time), and a resolved one has ended, by `now`
 * at the latest, even when the sender's clock runs ahead of ours. One unreadable alert does not take the others with
 * it (S14). `readOne` reads one alert, as `readAlert` does.
 */
export function* decodeWebhookAlerts(
  body: Readonly<Record<string, unknown>>,
  now: Millis,
  readOne: ReadOne = readAlert,
): Steps<Decoded<DecodedWebhook>> {
  const { alerts: items, receiver } = body
  if (!Array.isArray(items)) return malformed(`alerts is ${describe(items)}, not a list`)
  if (receiver !== undefined && typeof receiver !== 'string') {
    return malformed(`receiver is ${describe(receiver)}, not text`)
  }
  const alerts: AlertInput[] = []
  const rejected = new RefusalTally()
  for (let index = 0; index < items.length; index++) {
    yield
    const alert = readReported(items[index], now, readOne)
    if (alert.ok) alerts.push(alert.value)
    else rejected.add(() => clipped(`alerts[${index}]${alert.message}`))
  }
  const { truncatedAlerts: truncated, groupKey } = body
  return {
    ok: true,
    value: {
      alerts,
      rejected,
      receiver:
        receiver !== undefined && !isBlank(receiver)
          ? unquoteMeta(receiver.slice(0, MOST_KEY)).toWellFormed()
          : undefined,
      truncated:
        typeof truncated === 'number' && truncated > 0 ? Math.min(Math.ceil(truncated), MOST_LEFT_OUT) : 0,
      group: typeof groupKey === 'string' ? groupKey.slice(0, MOST_KEY) : '',
    },
  }
}

function readReported(item: unknown, now: Millis, readOne: ReadOne): Decoded<AlertInput> {
  const alert = readOne(item)
  if (!alert.ok) return alert.kind === 'invalid' ? malformed(`.${alert.message}`) : alert
  const status = isObject(item) ? item.status : undefined
  if (status !== 'firing' && status !== 'resolved') {
    return malformed(`.status is ${quoted(status)}, neither "firing" nor "resolved"`)
  }
  const error = namesError(alert.value)
  if (error !== undefined) return malformed(`: ${error}`)
  return { ok: true, value: status === 'firing' ? firing(alert.value) : resolved(alert.value, now) }
}

function firing(alert: AlertInput): AlertInput {
  return { ...alert, endsAt: undefined }
}

function resolved(alert: AlertInput, now: Millis): AlertInput {
  return { ...alert, ...endedTimes(alert, now) }
}

/** Undoes Go's `regexp.QuoteMeta`. */
function unquoteMeta(text: string): string {
  return text.replace(/\\([\\.+*?()|[\]{}^$])/g, '$1')
}
