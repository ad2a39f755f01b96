import type { Timers } from '../../ground/clock.ts'

/** Each heartbeat comes up to this part earlier or later, so that thousands do not come together. */
const VARIATION = 0.1
/** In so many steps: Node keeps a list for each length of a timer, and connections share a few. */
const STEPS = 32

/** Calls `beat` every `ms`, more or less; returns the way to stop. `random` gives numbers in [0, 1). */
export function startHeartbeat(
  timers: Timers,
  random: () => number,
  ms: number,
  beat: () => void,
): () => void {
  const next = (): (() => void) =>
    timers.after(ms * (1 - VARIATION + (2 * VARIATION * Math.floor(random() * STEPS)) / STEPS), () => {
      cancel = next()
      beat()
    })
  let cancel = next()
  return () => cancel()
}
