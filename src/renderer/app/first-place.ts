import type { BoardBridge } from '../state/bridge.ts'
import { goTo, parsePlace } from '../state/hash-location.ts'

/** Who has not finished the first-run assistant begins with it, unless the page was asked for by its address. */
export function goToFirstPlace({ desktop }: BoardBridge): void {
  if (desktop === undefined || desktop.desk.settings.is_welcomed) return
  if (parsePlace(location.hash).path === '/') goTo('/welcome', { replace: true })
}
