import type { PageSignals } from './browser-bridge.ts'

/** What a browser page tells about being seen and being connected. */
export function pageSignals(page: Window): PageSignals {
  return {
    isSeen: () => page.document.visibilityState === 'visible',
    onWake: (wake) => {
      const seen = (): void => {
        if (page.document.visibilityState === 'visible') wake()
      }
      page.document.addEventListener('visibilitychange', seen)
      page.addEventListener('pageshow', seen)
      return () => {
        page.document.removeEventListener('visibilitychange', seen)
        page.removeEventListener('pageshow', seen)
      }
    },
    onNetwork: (changed) => {
      const online = (): void => changed(true)
      const offline = (): void => changed(false)
      page.addEventListener('online', online)
      page.addEventListener('offline', offline)
      return () => {
        page.removeEventListener('online', online)
        page.removeEventListener('offline', offline)
      }
    },
  }
}
