import type { InboxRow } from './inbox.ts'

/** Where on the page an alert is. */
export function alertPath(fingerprint: string): string {
  return `/alert/${fingerprint}`
}

/** Is the board on the page? An alert's detail lies over it, or takes its place for a while. */
export function isBoardPath(path: string): boolean {
  return path === '/' || path.startsWith(alertPath(''))
}

/** Where a row of the inbox leads, from its notification and from the inbox alike: a path. */
export function placeOfRow({ kind, alerts }: Pick<InboxRow, 'kind' | 'alerts'>): string {
  const [first] = alerts
  switch (kind) {
    case 'alert':
    case 'resolved':
    case 'acknowledgement':
      return first === undefined ? '/' : alertPath(first.fingerprint)
    case 'repeat':
    case 'handover':
    case 'still_on_it':
      return alerts.length === 1 && first !== undefined ? alertPath(first.fingerprint) : '/'
    case 'health':
    case 'connection':
      return '/health'
    case 'silence':
      return '/silences'
    case 'away':
    case 'test':
      return '/inbox'
    case 'criticals':
    case 'storm':
    case 'first_contact':
      return '/'
  }
}
