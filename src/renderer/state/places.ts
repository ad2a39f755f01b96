import type { Alert } from '@watchfloor/contract'
import { alertPath } from '../../shared/page-paths.ts'
import type { WebLink } from '../ui/web-links.ts'
import type { Watchfloor } from './context.ts'
import { goTo, parsePlace } from './hash-location.ts'
import { isBarred } from './may.ts'
import { dashboardOf, runbookOf } from './row-words.ts'
import { silencePlace } from './silence-link.ts'

/** Opens an alert, keeping the view. */
export function openDetail(alert: Alert): void {
  const { query } = parsePlace(location.hash)
  goTo(`${alertPath(alert.fingerprint)}${query === '' ? '' : `?${query}`}`)
}

/** Back to the board, keeping the view. */
export function closeDetail(): void {
  const { query } = parsePlace(location.hash)
  goTo(query === '' ? '/' : `/?${query}`)
}

/** The form of a new silence, its matchers prefilled with what these alerts share; who may not silence is told why. */
export function silence(watchfloor: Pick<Watchfloor, 'who' | 'toasts'>, alerts: readonly Alert[]): void {
  if (isBarred(watchfloor, 'respond')) return
  const [first, ...others] = alerts
  if (first === undefined) return goTo('/silences/new')
  const shared = Object.entries(first.labels).filter(([name, value]) =>
    others.every((other) => other.labels[name] === value),
  )
  goTo(silencePlace(Object.fromEntries(shared), alerts.length))
}

/** Opens the runbook in a window of its own; false when the alert names none that may be opened. */
export function openRunbook(alert: Alert): boolean {
  return openOutside(runbookOf(alert))
}

export function openDashboard(alert: Alert): boolean {
  return openOutside(dashboardOf(alert))
}

/** The address of an alert, for others. */
export function linkTo(alert: Alert): string {
  return `${location.href.split('#')[0]}#${alertPath(alert.fingerprint)}`
}

function openOutside(link: WebLink | null): boolean {
  if (link === null) return false
  window.open(link.href, '_blank', 'noopener,noreferrer')
  return true
}
