import type { BoardBridge } from '../state/bridge.ts'
import { goTo, parsePlace } from '../state/hash-location.ts'
import { takePlaceAfter } from '../state/sign-in-place.ts'

/** Who has not finished the first-run assistant begins with it, unless the page was asked for by its address. */
export function goToFirstPlace({ desktop }: BoardBridge): void {
  if (desktop === undefined || desktop.desk.settings.is_welcomed) return
  if (parsePlace(location.hash).path === '/') goTo('/welcome', { replace: true })
}

/** Who comes back from a provider that signed them in goes on where they were. */
export function goBackAfterSignIn(page: Pick<Window, 'sessionStorage' | 'location'>): void {
  const isFirst = parsePlace(page.location.hash).path === '/'
  const place = isFirst ? takePlaceAfter(page.sessionStorage) : undefined
  if (place !== undefined) goTo(place, { replace: true })
}
