/** After so long without a word the leader is asked whether it is there: as long as a stream may be silent (S27), ms. */
const SILENCE_MS = 18_000
/** How long it has for an answer, ms. */
const ANSWER_MS = 5_000
/** Tabs that find out together do not all take its place at once, ms. */
const SPREAD_MS = 2_000

export interface LeaderWatchOptions {
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly random: () => number
  readonly ask: () => void
  readonly takeOver: () => void
}

export interface LeaderWatch {
  /** The leader said something. */
  heard(): void
  stop(): void
}

/** A leader may hang, or be frozen by its browser, and still hold its place. It is asked first of all. */
export function watchLeader({ after, random, ask, takeOver }: LeaderWatchOptions): LeaderWatch {
  let cancel: (() => void) | undefined
  const asking = (): void => {
    // Its time runs from before the question: an answer may come at once.
    cancel = after(ANSWER_MS + random() * SPREAD_MS, takeOver)
    ask()
  }
  asking()
  return {
    heard: () => {
      cancel?.()
      cancel = after(SILENCE_MS, asking)
    },
    stop: () => cancel?.(),
  }
}
