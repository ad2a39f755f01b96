import type { Millis } from '@watchfloor/contract'
import type { Steps } from '../ground/steps.ts'
import { type Decoded, malformed } from './decoded.ts'
import { quoted } from './quoted.ts'
import { describe, isObject } from './read-alert.ts'
import { readGrafanaAlert } from './read-grafana-alert.ts'
import { type DecodedWebhook, decodeWebhookAlerts } from './webhook-alerts.ts'

/** Alertmanager's messages have version "4", Grafana's of the same family "1". */
const ALERTMANAGER_VERSION = '4'
const GRAFANA_VERSION = '1'

/**
 * Is this a webhook message of Grafana's unified alerting? Version "1" alone is not enough: Grafana's own fields must
 * be there. The content decides, not the address that it came to.
 */
export function isGrafanaMessage(body: unknown): boolean {
  return isObject(body) && body.version === GRAFANA_VERSION && ('orgId' in body || 'title' in body)
}

/** Reads a webhook message of Alertmanager (payload version "4") or Grafana (version "1"), whichever it is. */
export function* decodeWebhook(body: unknown, now: Millis): Steps<Decoded<DecodedWebhook>> {
  if (!isObject(body)) {
    return malformed(`the body is ${describe(body)}, not a webhook message of Alertmanager or Grafana`)
  }
  if (isGrafanaMessage(body)) return yield* decodeWebhookAlerts(body, now, readGrafanaAlert)
  if (body.version === ALERTMANAGER_VERSION) return yield* decodeWebhookAlerts(body, now)
  return malformed(notRecognised(body))
}

function notRecognised(body: Readonly<Record<string, unknown>>): string {
  if ('ruleName' in body || 'evalMatches' in body) {
    return 'this is a message of Grafana’s legacy alerting, which does not say what the alert’s labels are; use a contact point of Grafana Alerting'
  }
  const known = `an Alertmanager webhook message has "${ALERTMANAGER_VERSION}", one of Grafana "${GRAFANA_VERSION}" with orgId or title`
  return `version is ${quoted(body.version)}, but ${known}; a custom payload cannot be read here`
}
