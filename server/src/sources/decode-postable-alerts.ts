import type { AlertInput } from '../alerts/alert-input.ts'
import { NO_REFUSALS, RefusalTally } from '../alerts/refusals.ts'
import type { Steps } from '../ground/steps.ts'
import { CODE_REQUIRED, type Decoded, type DecodedAlerts, invalid, malformed } from './decoded.ts'
import { memberNames, withMemberNames } from './member-names.ts'
import { describe, readAlert } from './read-alert.ts'

const MEMBERS = memberNames('labels', 'annotations', 'startsAt', 'endsAt', 'generatorURL')

/**
 * Reads the body of `POST /api/v2/alerts` (Prometheus, amtool, Grafana as external Alertmanager, scripts) with the
 * judgement of Alertmanager's API v2. Undefined is a missing body. Times that were not set stay undefined: completing
 * them is the engine's. Any text is a legal label name except the empty one (UTF-8 mode).
 */
export function* decodePostableAlerts(body: unknown): Steps<Decoded<DecodedAlerts>> {
  // To Go, a JSON null is an empty list.
  if (body === null) return { ok: true, value: { alerts: [], rejected: NO_REFUSALS } }
  if (body === undefined) return invalid(CODE_REQUIRED, 'alerts in body is required')
  if (!Array.isArray(body)) return malformed(because(`the body is ${describe(body)}, not a list of alerts`))
  const alerts: AlertInput[] = []
  const rejected = new RefusalTally()
  let firstInvalid: Decoded<never> | undefined
  for (let index = 0; index < body.length; index++) {
    if (index > 0) yield
    const alert = readAlert(withMemberNames(body[index], MEMBERS))
    if (alert.ok) {
      const error = namesError(alert.value)
      if (error === undefined) alerts.push(alert.value)
      else rejected.add(error)
    } else if (alert.kind === 'malformed') {
      // A body that does not parse is refused before any field of it is judged.
      return malformed(because(`alerts[${index}]${alert.message}`))
    } else {
      firstInvalid ??= { ...alert, message: `${index}.${alert.message}` }
    }
  }
  return firstInvalid ?? { ok: true, value: { alerts, rejected } }
}

/** Why this alert's label or annotation names cannot be; undefined when they can. */
export function namesError(alert: Pick<AlertInput, 'labels' | 'annotations'>): string | undefined {
  if (Object.hasOwn(alert.labels, '')) return 'invalid label set: invalid name ""'
  if (Object.hasOwn(alert.annotations, '')) return 'invalid annotations: invalid name ""'
  return undefined
}

function because(reason: string): string {
  return `parsing alerts body from "" failed, because ${reason}`
}
