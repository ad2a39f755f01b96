import type { Timers } from '../core/runner.ts'

/** Each heartbeat comes up to this part earlier or later, so that thousands do not come together. */
const VARIATION = 0.1

/** Calls `beat` every `ms`, more or less; returns the way to stop. `random` gives numbers in [0, 1). */
export function startHeartbeat(
  timers: Timers,
  random: () => number,
  ms: number,
  beat: () => void,
): () => void {
  const next = (): (() => void) =>
    timers.after(ms * (1 - VARIATION + 2 * VARIATION * random()), () => {
      cancel = next()
      beat()
    })
  let cancel = next()
  return () => cancel()
}
