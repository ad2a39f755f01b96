/** Work in order, of which no turn of the loop does much. */
export interface Turns {
  /** Runs at once when nothing waits, else in a later turn, after what came before. */
  readonly add: (run: () => void) => void
  readonly clear: () => void
}

/** `soon` runs in a later turn; `budget` is milliseconds of the monotonic clock that one turn may take. */
export function createTurns(soon: (run: () => void) => void, now: () => number, budget = 8): Turns {
  let waiting: (() => void)[] = []
  let isComing = false
  let startedAt = -Infinity

  const turn = (): void => {
    isComing = false
    startedAt = now()
    try {
      while (waiting.length > 0 && now() - startedAt < budget) waiting.shift()?.()
    } finally {
      if (waiting.length > 0) wake()
    }
  }
  const wake = (): void => {
    if (isComing) return
    isComing = true
    soon(turn)
  }
  return {
    add: (run) => {
      waiting.push(run)
      if (!isComing && waiting.length === 1) turn()
      else wake()
    },
    clear: () => {
      waiting = []
    },
  }
}
