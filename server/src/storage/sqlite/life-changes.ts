import type { LoggedEvent } from '@watchfloor/contract'

/** What an event says of a life; the first number is the life's own: the sequence of the event that opened it (S6). */
export type LifeChange =
  | readonly [kind: 'began', life: number, fingerprint: string, alertname: string, level: string, at: number]
  | readonly [kind: 'acknowledged', life: number, at: number, owner: string]
  | readonly [kind: 'ended', life: number, at: number, by: string]

/** What these events make of the table of lives. */
export function lifeChanges(events: readonly LoggedEvent[]): readonly LifeChange[] {
  return events.flatMap((event): readonly LifeChange[] => {
    if (event.source !== 'alert_processor') return []
    const { data } = event
    const life = Number(data.life.slice(data.life.lastIndexOf('.') + 1))
    const at = Date.parse(event.timestamp)
    switch (event.type) {
      case 'alert_created':
      case 'alert_firing':
        return [['began', life, data.fingerprint, data.alertname, data.level, at]]
      case 'alert_acknowledged':
        return [['acknowledged', life, at, data.acknowledged_by?.name ?? '']]
      case 'alert_resolved':
        return [['ended', life, at, data.resolved_by ?? '']]
      default:
        return []
    }
  })
}
