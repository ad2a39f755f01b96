/** What changes of the board may take of the time: the rest is the person's, who scrolls and presses keys meanwhile. */
const SHARE = 0.25
/** So much may be taken at once after a calm time: one alert is never waited for. */
const MOST_SAVED_MS = 100
/** However much was spent before, no change waits longer than for what the last frame took, or this. */
const LONGEST_REST_MS = 1_000

export interface FrameBudget {
  /** How long the next frame of changes has to wait, milliseconds. */
  rest(): number
  /** One took so long. */
  spend(milliseconds: number): void
}

/** Time is saved while little happens, and spent by frames; who has spent too much rests until it is saved again. */
export function createFrameBudget(monotonic: () => number): FrameBudget {
  let saved = MOST_SAVED_MS
  let at = monotonic()
  const save = (): void => {
    const now = monotonic()
    saved = Math.min(MOST_SAVED_MS, saved + (now - at) * SHARE)
    at = now
  }
  return {
    rest: () => {
      save()
      return saved >= 0 ? 0 : -saved / SHARE
    },
    spend: (milliseconds) => {
      save()
      saved = Math.max(-milliseconds, -LONGEST_REST_MS * SHARE, saved - milliseconds)
    },
  }
}
