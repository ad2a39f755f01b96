import type { Alert } from '@watchfloor/contract'
import { nameOf } from './alert-words.ts'
import { plural } from './counts.ts'

/** An alert by its name, or how many. */
export function whatOf(alerts: readonly Pick<Alert, 'alertname'>[]): string {
  const [only] = alerts
  return alerts.length === 1 && only !== undefined ? nameOf(only) : plural(alerts.length, 'alert')
}
