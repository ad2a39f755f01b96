import type { Millis } from '@watchfloor/contract'
import type { VerificationKey } from './verification-keys.ts'

/** Where the keys of one issuer come from, and how that is going. */
export interface KeySource {
  /** Those of the last good look; none before the first. */
  readonly keys: () => readonly VerificationKey[]
  /** When the last good look began; undefined before the first. */
  readonly goodAt: () => Millis | undefined
  /** Why the looks since then failed, and since when; undefined while they do not. */
  readonly trouble: () => KeyTrouble | undefined
  /** Looks again, unless it was done a moment ago. Never rejects. */
  readonly lookAgain: () => Promise<void>
  readonly close: () => void
}

export interface KeyTrouble {
  readonly since: Millis
  readonly reason: string
}

/** What a look found; rejects with what kept it from finding anything. */
export type Look = () => Promise<readonly VerificationKey[]>

export interface KeySourceParts {
  readonly look: Look
  /** From one look to the next. */
  readonly every: Millis
  /** The same after one that failed: so long first, and up to `every`. */
  readonly retry: Millis
  /** Between two looks lies at least so much, whatever tokens say. */
  readonly atLeast: Millis
  readonly now: () => Millis
  readonly after: (ms: number, run: () => void) => () => void
  /** Told of the first failure of a row, and of the end of it. */
  readonly changed: (trouble: KeyTrouble | undefined) => void
}

/** Looks now and then, and keeps what it found for as long as it finds nothing better. */
export function keepKeys(parts: KeySourceParts): KeySource {
  const { look, every, retry, atLeast, now, after, changed } = parts
  let keys: readonly VerificationKey[] = []
  let goodAt: Millis | undefined
  let beganAt = Number.NEGATIVE_INFINITY
  let trouble: KeyTrouble | undefined
  let failures = 0
  let looking: Promise<void> | undefined
  let stop = (): void => {}
  let isClosed = false

  const lookOnce = async (): Promise<void> => {
    const began = now()
    beganAt = began
    try {
      keys = await look()
      goodAt = began
      failures = 0
      if (trouble !== undefined) changed(undefined)
      trouble = undefined
    } catch (error) {
      failures++
      const reason = error instanceof Error ? error.message : String(error)
      const isFirst = trouble === undefined
      trouble = { since: trouble?.since ?? began, reason }
      if (isFirst) changed(trouble)
    }
  }
  const run = (): Promise<void> => {
    looking ??= lookOnce().finally(() => {
      looking = undefined
      stop()
      if (!isClosed)
        stop = after(failures === 0 ? every : Math.min(every, retry * 2 ** (failures - 1)), () => void run())
    })
    return looking
  }
  void run()
  return {
    keys: () => keys,
    goodAt: () => goodAt,
    trouble: () => trouble,
    lookAgain: async () => {
      if (looking !== undefined) return looking
      // A clock that was set back must not keep anybody from looking.
      const since = Math.abs(now() - beganAt)
      return since < atLeast || isClosed ? undefined : run()
    },
    close: () => {
      isClosed = true
      stop()
    },
  }
}
