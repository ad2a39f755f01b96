import type { Acknowledgement, Alert } from './alert.ts'
import { isOfLife } from './episode.ts'
import type { AlertChange, LoggedEvent } from './event.ts'

/** One thing that stands between a firing alert and a person; `since` is when it began to hold, as far as is known. */
export type Obstacle =
  | { readonly kind: 'silence'; readonly id: string; readonly since?: string }
  | {
      readonly kind: 'inhibition'
      readonly fingerprint: string
      readonly rule: string
      readonly since?: string
    }
  | { readonly kind: 'mute'; readonly interval: string; readonly since?: string }
  | { readonly kind: 'acknowledgement'; readonly own: Acknowledgement }
  | { readonly kind: 'unconfirmed'; readonly since?: string }
  | { readonly kind: 'flapping'; readonly lives: number; readonly since?: string }

/**
 * What holds an alert back or has it in hand, in the order in which people are told. `history`: its events, newest
 * first, as far back as was read.
 */
export function obstaclesOf(alert: Alert, history: readonly LoggedEvent[]): readonly Obstacle[] {
  const since = (holds: (data: AlertChange) => boolean): { readonly since?: string } => {
    const at = heldSince(alert, history, holds)
    return at === undefined ? {} : { since: at }
  }
  return [
    ...alert.silenced_by.map((id): Obstacle => {
      return { kind: 'silence', id, ...since(({ silenced_by }) => silenced_by.includes(id)) }
    }),
    ...alert.inhibited_by.map(({ fingerprint, rule }): Obstacle => {
      const begun = since(({ inhibited_by }) => inhibited_by.some((one) => one.fingerprint === fingerprint))
      return { kind: 'inhibition', fingerprint, rule, ...begun }
    }),
    ...alert.muted_by.map((interval): Obstacle => {
      return { kind: 'mute', interval, ...since(({ muted_by }) => muted_by.includes(interval)) }
    }),
    ...(alert.acknowledged_by === null
      ? []
      : [{ kind: 'acknowledgement', own: alert.acknowledged_by } as const]),
    ...(alert.unconfirmed
      ? [{ kind: 'unconfirmed', ...since(({ unconfirmed }) => unconfirmed) } as const]
      : []),
    ...(alert.flapping > 0
      ? [{ kind: 'flapping', lives: alert.flapping, ...flappingSince(alert) } as const]
      : []),
  ]
}

function flappingSince({ episode }: Alert): { readonly since?: string } {
  return episode === undefined ? {} : { since: episode.since }
}

/** When something began to hold without a break while the alert went on; undefined when not even the newest event shows it. */
function heldSince(
  alert: Alert,
  history: readonly LoggedEvent[],
  holds: (data: AlertChange) => boolean,
): string | undefined {
  let since: string | undefined
  for (const event of history) {
    if (event.source !== 'alert_processor') continue
    if (!isOfLife(alert, event.data.life) || !holds(event.data)) break
    since = event.timestamp
  }
  return since
}
