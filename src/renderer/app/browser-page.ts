import type { Page } from './create-watchfloor.ts'
import { createFrameBudget } from './frame-budget.ts'

/** How long a frame may be waited for: a hidden page has none, and its title and toasts must still move. */
const FRAME_LIMIT_MS = 250

/** What a browser page gives to the console: its clock, its frames, its shelf. */
export function browserPage(page: Window & typeof globalThis): Page {
  const after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = page.setTimeout(run, milliseconds)
    return () => page.clearTimeout(timer)
  }
  const monotonic = (): number => page.performance.now()
  const budget = createFrameBudget(monotonic)
  const timed = (run: () => void): void => {
    const began = monotonic()
    run()
    // What it made React draw anew has been drawn by then.
    page.queueMicrotask(() => budget.spend(monotonic() - began))
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
    monotonic,
    after,
    isInFront: () => page.document.visibilityState === 'visible' && page.document.hasFocus(),
    shelf: page.localStorage,
    nextFrame: (run) => {
      const rest = budget.rest()
      if (rest > 0) after(rest, () => paint(run))
      else paint(run)
    },
  }
}
