import type { Millis } from '@watchfloor/contract'

/**
 * A pointer (`/check/name`, RFC 6901) into the alert and, where it finds nothing there, into the whole message; or,
 * without a slash in front, the text itself, with what pointers in braces find (`{/check/name} on {/host}`); or several
 * of these, of which the first that gives something counts.
 */
export type Source = string | readonly string[]

/** How the JSON of one kind of sender becomes alerts. */
export interface WebhookMapping {
  /** Where the list of alerts is, or the one alert; the whole message when absent. */
  readonly alerts?: string
  /** Pointer to a text that is the message in JSON, as SNS wraps it. */
  readonly message?: string
  /** Its sender says `text/plain` of its JSON. */
  readonly isPlainText?: boolean
  readonly labels: Readonly<Record<string, Source>>
  /** Pointer to an object all of whose members become labels, unless `labels` names them. */
  readonly labelsFrom?: string
  readonly annotations: Readonly<Record<string, Source>>
  readonly annotationsFrom?: string
  readonly status?: Source
  /** Its severity, which may change while it fires and so is no part of what it is (S8). */
  readonly level?: Source
  /** What a level means, by its words in lower case: a severity, `resolved` or `ignored`. */
  readonly levels?: Readonly<Record<string, string>>
  /** Statuses that mean the alert is over, in lower case. */
  readonly resolved: readonly string[]
  /** Statuses that mean it fires, in lower case; when absent, every one that is neither resolved nor ignored. */
  readonly firing?: readonly string[]
  /** Statuses that say nothing of the alert, in lower case. */
  readonly ignored: readonly string[]
  readonly startsAt?: Source
  readonly endsAt?: Source
  readonly link?: Source
  /** How long an alert fires that gives no end and is not sent again, ms; the server's `relayed_timeout` when absent. */
  readonly expiresAfter?: Millis
}

/** Words for "over" that senders use. */
export const RESOLVED = [
  'resolved',
  'ok',
  'okay',
  'recovered',
  'recovery',
  'up',
  'closed',
  'clear',
  'cleared',
  'normal',
] as const

/** Our own format: nothing has to be configured for a sender that writes it. */
export const PLAIN: WebhookMapping = {
  labels: { alertname: '/name', severity: '/severity' },
  labelsFrom: '/labels',
  annotations: { summary: '/summary', description: '/description' },
  annotationsFrom: '/annotations',
  status: '/status',
  resolved: ['resolved'],
  firing: ['firing'],
  ignored: [],
  startsAt: '/starts_at',
  endsAt: '/ends_at',
  link: '/link',
}
