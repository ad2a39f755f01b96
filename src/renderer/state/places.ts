import type { Alert } from '@watchfloor/contract'
import { alertPath } from '../../shared/page-paths.ts'
import type { WebLink } from '../ui/web-links.ts'
import type { Watchfloor } from './context.ts'
import { asOfGroup } from './group-mark.ts'
import { goTo, parsePlace } from './hash-location.ts'
import { alertsOf, type Item } from './layout.ts'
import { isBarred } from './may.ts'
import { HISTORY, isMoment, pastPlace } from './moment.ts'
import { dashboardOf, runbookOf } from './row-words.ts'
import { silencePlaceFor } from './silence-link.ts'
import { parseView } from './view.ts'
import { hasView } from './view-place.ts'

/** Opens an alert, keeping the view; `isGroup`: for its whole group. */
export function openDetail(alert: Alert, isGroup = false): void {
  goTo(detailPlace(alert.fingerprint, isGroup))
}

/** Opens a line's alert: a group's line means the group. Where a moment is looked at, as it was then. */
export function openItem(item: Item): void {
  const [first] = alertsOf(item)
  if (first === undefined) return
  if (isMoment(location.hash)) goTo(pastPlace({ alert: first.fingerprint }), { replace: true })
  else openDetail(first, item.kind === 'row' && item.alerts.length > 1)
}

/** Where the detail is, with the view that one looks at now. */
export function detailPlace(fingerprint: string, isGroup: boolean): string {
  const { path, query } = parsePlace(location.hash)
  return withQuery(alertPath(fingerprint), asOfGroup(hasView(path) ? query : '', isGroup))
}

/** Back to the board, keeping the view. */
export function closeDetail(): void {
  goTo(withQuery('/', asOfGroup(parsePlace(location.hash).query, false)))
}

/** Looks back, with the view of the board that was looked at last. */
export function lookBack({ screen }: Pick<Watchfloor, 'screen'>): void {
  goTo(withQuery(HISTORY, screen.boardQuery))
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`
}

/** The form of a new silence, prefilled for these alerts and the board's filter; who may not silence is told why. */
export function silence(
  watchfloor: Pick<Watchfloor, 'who' | 'toasts' | 'screen' | 'past'>,
  alerts: readonly Alert[],
): void {
  if (isBarred(watchfloor, 'respond')) return
  const { path, query } = parsePlace(location.hash)
  watchfloor.screen.meant = new Set(alerts.map(({ fingerprint }) => fingerprint))
  goTo(silencePlaceFor(alerts, hasView(path) ? parseView(query).filter : []))
}

/** The board as it was looked at last. */
export function backToBoard({ screen }: Pick<Watchfloor, 'screen'>): void {
  goTo(screen.boardQuery === '' ? '/' : `/?${screen.boardQuery}`)
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
