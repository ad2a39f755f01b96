import type { Page } from './create-watchfloor.ts'

/** How long a frame may be waited for: a hidden page has none, and its title and toasts must still move. */
const FRAME_LIMIT_MS = 250

/**
 * After a frame that took longer than this the next one waits, so that scrolling has four fifths of the time whatever
 * happens on the board. What it does at once is seldom more than this, and is painted with the next frame.
 */
const LIGHT_MS = 4
/** How much longer it waits than the frame took, and at most how long. */
const REST = 4
const LONGEST_REST_MS = 1_000

/** What a browser page gives to the console: its clock, its frames, its shelf. */
export function browserPage(page: Window & typeof globalThis): Page {
  const after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = page.setTimeout(run, milliseconds)
    return () => page.clearTimeout(timer)
  }
  let restsUntil = 0
  const timed = (run: () => void): void => {
    const began = page.performance.now()
    run()
    // What it made React draw anew has been drawn by then.
    page.queueMicrotask(() => {
      const now = page.performance.now()
      const took = now - began
      restsUntil = took < LIGHT_MS ? 0 : now + Math.min(LONGEST_REST_MS, REST * took)
    })
  }
  const paint = (run: () => void): void => {
    let ran = false
    const once = (): void => {
      if (ran) return
      ran = true
      cancel()
      page.cancelAnimationFrame(frame)
      timed(run)
    }
    const cancel = after(FRAME_LIMIT_MS, once)
    const frame = page.requestAnimationFrame(once)
  }
  return {
    now: () => page.Date.now(),
    monotonic: () => page.performance.now(),
    after,
    isInFront: () => page.document.visibilityState === 'visible' && page.document.hasFocus(),
    shelf: page.localStorage,
    nextFrame: (run) => {
      const rest = restsUntil - page.performance.now()
      if (rest > 0) after(rest, () => paint(run))
      else paint(run)
    },
  }
}
