/** Work in order, of which no turn of the loop does much. */
export interface Turns {
  /** Runs at once what comes alone, else in a later turn, after what came before. */
  readonly add: (run: () => void) => void
  readonly clear: () => void
}

/** `soon` runs in a later turn; `budget` is milliseconds of the monotonic clock that one turn may take. */
export function createTurns(soon: (run: () => void) => void, now: () => number, budget = 8): Turns {
  let waiting: (() => void)[] = []
  /** This turn had its share; what comes now waits for the next one. */
  let isSpent = false

  const spend = (): void => {
    isSpent = true
    soon(turn)
  }
  const turn = (): void => {
    isSpent = false
    if (waiting.length === 0) return
    const until = now() + budget
    try {
      do waiting.shift()?.()
      while (waiting.length > 0 && now() < until)
    } finally {
      spend()
    }
  }
  return {
    add: (run) => {
      waiting.push(run)
      if (!isSpent) turn()
    },
    clear: () => {
      waiting = []
    },
  }
}

/** Runs once in a later turn, however often it was asked for. */
export function oncePerTurn(soon: (run: () => void) => void, run: () => void): () => void {
  let isComing = false
  return () => {
    if (isComing) return
    isComing = true
    soon(() => {
      isComing = false
      run()
    })
  }
}
