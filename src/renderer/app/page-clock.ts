import type { PageClock } from './create-watchfloor.ts'

/** How long a frame may be waited for: a hidden page has none, and its title and toasts must still move. */
const FRAME_LIMIT_MS = 250

/** The clock and frames of a page. */
export function pageClock(page: Window & typeof globalThis): PageClock {
  const after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = page.setTimeout(run, milliseconds)
    return () => page.clearTimeout(timer)
  }
  return {
    now: () => page.Date.now(),
    monotonic: () => page.performance.now(),
    after,
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
