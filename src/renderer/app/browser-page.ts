import type { Page } from './create-watchfloor.ts'

/** How long a frame may be waited for: a hidden page has none, and its title and toasts must still move. */
const FRAME_LIMIT_MS = 250

/** What a browser page gives to the console: its clock, its frames, its shelf. */
export function browserPage(page: Window & typeof globalThis): Page {
  const after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = page.setTimeout(run, milliseconds)
    return () => page.clearTimeout(timer)
  }
  return {
    now: () => page.Date.now(),
    monotonic: () => page.performance.now(),
    after,
    isInFront: () => page.document.visibilityState === 'visible' && page.document.hasFocus(),
    shelf: page.localStorage,
    nextFrame: (run) => {
      let ran = false
      const once = (): void => {
        if (ran) return
        ran = true
        cancel()
        page.cancelAnimationFrame(frame)
        run()
      }
      const cancel = after(FRAME_LIMIT_MS, once)
      const frame = page.requestAnimationFrame(once)
    },
  }
}
