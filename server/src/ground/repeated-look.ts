import type { Millis } from '@watchfloor/contract'

/** Why the looks since the last good one failed, and since when. */
export interface LookTrouble {
  readonly since: Millis
  readonly reason: string
}

/** Something elsewhere that is looked at now and then; the last good look is kept for as long as none is better. */
export interface RepeatedLook<T> {
  /** What the last good look found; undefined before the first. */
  readonly found: () => T | undefined
  /** When the last good look began; undefined before the first. */
  readonly goodAt: () => Millis | undefined
  /** Undefined while looks do not fail. */
  readonly trouble: () => LookTrouble | undefined
  /** The look that goes on; undefined between two. Never rejects. */
  readonly ongoing: () => Promise<void> | undefined
  /** Looks at once, unless it was done a moment ago; joins a look that goes on. Never rejects. */
  readonly now: () => Promise<void>
  /** Looks as soon as it may be done again, without being waited for. */
  readonly soon: () => void
  readonly close: () => void
}

export interface LookParts<T> {
  /** Rejects with what kept it from finding anything. */
  readonly look: () => Promise<T>
  readonly reasonOf: (error: unknown) => string
  /** From one look to the next. */
  readonly every: Millis
  /** The same after one that failed: so long first, doubled each time up to `every`. */
  readonly retry: Millis
  /** Between two looks lies at least so much, whoever would like one. */
  readonly atLeast: Millis
  readonly now: () => Millis
  readonly after: (ms: number, run: () => void) => () => void
  /** Told of the first failure of a row, and of the end of it. */
  readonly changed: (trouble: LookTrouble | undefined) => void
}

/** Begins with a look at once. */
export function lookRepeatedly<T>(parts: LookParts<T>): RepeatedLook<T> {
  const { look, reasonOf, every, retry, atLeast, now, after, changed } = parts
  let found: T | undefined
  let goodAt: Millis | undefined
  let beganAt = Number.NEGATIVE_INFINITY
  let trouble: LookTrouble | undefined
  let failures = 0
  let ongoing: Promise<void> | undefined
  let stop = (): void => {}
  let isClosed = false

  const lookOnce = async (): Promise<void> => {
    const began = now()
    beganAt = began
    try {
      found = await look()
      goodAt = began
      failures = 0
      if (trouble !== undefined) changed(undefined)
      trouble = undefined
    } catch (error) {
      failures++
      const isFirst = trouble === undefined
      trouble = { since: trouble?.since ?? began, reason: reasonOf(error) }
      if (isFirst) changed(trouble)
    }
  }
  const run = (): Promise<void> => {
    ongoing ??= lookOnce().finally(() => {
      ongoing = undefined
      stop()
      if (isClosed) return
      stop = after(failures === 0 ? every : Math.min(every, retry * 2 ** (failures - 1)), () => void run())
    })
    return ongoing
  }
  // A clock that was set back must not keep anybody from looking.
  const isDue = (): boolean => !isClosed && Math.abs(now() - beganAt) >= atLeast
  void run()
  return {
    found: () => found,
    goodAt: () => goodAt,
    trouble: () => trouble,
    ongoing: () => ongoing,
    now: async () => {
      if (ongoing !== undefined || isDue()) await run()
    },
    soon: () => {
      if (isClosed || ongoing !== undefined) return
      stop()
      stop = after(isDue() ? 0 : atLeast, () => void run())
    },
    close: () => {
      isClosed = true
      stop()
    },
  }
}
