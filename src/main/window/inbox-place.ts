import type { InboxRow } from '../../shared/inbox.ts'

/** Where in the board a row of the inbox leads: a hash. */
export function hashOf({ kind, alerts }: InboxRow): string {
  const [first] = alerts
  switch (kind) {
    case 'alert':
    case 'resolved':
    case 'acknowledgement':
      return first === undefined ? '#/' : `#/alert/${first.fingerprint}`
    case 'repeat':
      return alerts.length === 1 && first !== undefined ? `#/alert/${first.fingerprint}` : '#/'
    case 'health':
    case 'connection':
      return '#/health'
    case 'silence':
      return '#/silences'
    case 'away':
    case 'test':
      return '#/inbox'
    case 'criticals':
    case 'storm':
    case 'first_contact':
      return '#/'
  }
}
