import { formatTime, type Millis } from '@watchfloor/contract'
import type { Changes } from '../storage/storage.ts'
import type { Stage } from './stage.ts'

/** Stages its work; what it returns is the answer, given after the commit. */
export type Command<T> = (stage: Stage) => T

/** Why a command was not done. Nothing of it is stored. */
export class NotStored extends Error {
  readonly reason: 'overloaded' | 'store' | 'bug'

  constructor(reason: NotStored['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export interface WriterParts {
  readonly newStage: () => Stage
  readonly commit: (changes: Changes) => Promise<void>
  /** The stage is on disk (or needed none) and settled: publish it, schedule it. */
  readonly onSettled: (stage: Stage) => void
  readonly onFailed: (error: Error) => void
  /** Monotonic milliseconds. */
  readonly monotonic: () => Millis
  readonly onCommitTime: (seconds: number) => void
}

interface Waiting {
  readonly command: Command<unknown>
  readonly since: Millis
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** Commands of one group; more would make a single commit, and the loop's turn, too long. */
const GROUP = 256
const MAX_WAITING = 10_000
const MAX_WAIT_MS = 5_000

/**
 * The one writer: everything that waits is staged together, committed in one transaction, and only then visible
 * and answered (S13). While a commit is under way the next group gathers.
 */
export class Writer {
  readonly #parts: WriterParts
  #queue: Waiting[] = []
  #running: Promise<void> | undefined
  #closed = false

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  /** Rejects with `NotStored`. A queue that is full, or does not move for 5 s, refuses (S14). */
  do<T>(command: Command<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed)
        return reject(new NotStored('store', 'the server is shutting down; send again shortly'))
      if (this.#queue.length >= MAX_WAITING) {
        return reject(new NotStored('overloaded', 'too many requests are waiting to be stored; send again'))
      }
      this.#queue.push({ command, since: this.#parts.monotonic(), resolve, reject })
      // Starts after this turn of the loop, so that requests which arrived together share a commit.
      this.#running ??= new Promise<void>((done) => setImmediate(done)).then(() => this.#run())
    })
  }

  /** Refuses what comes from now on, and waits for what was taken. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, GROUP)
      await this.#commit(this.#refuseLate(group))
    }
    this.#running = undefined
  }

  #refuseLate(group: readonly Waiting[]): readonly Waiting[] {
    const now = this.#parts.monotonic()
    return group.filter(({ since, reject }) => {
      if (now - since <= MAX_WAIT_MS) return true
      reject(
        new NotStored('overloaded', 'the store is too slow at the moment; nothing was stored, send again'),
      )
      return false
    })
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const staged = this.#stage(group)
    if (staged === undefined) return
    const { stage, answers } = staged
    if (stage.durable) {
      const began = this.#parts.monotonic()
      try {
        await this.#parts.commit(stage.changes())
      } catch (error) {
        const cause = error instanceof Error ? error : new Error(String(error))
        this.#parts.onFailed(cause)
        const refusal = new NotStored('store', `not stored: ${cause.message}; nothing was kept, send again`)
        for (const { reject } of answers.keys()) reject(refusal)
        return
      }
      this.#parts.onCommitTime((this.#parts.monotonic() - began) / 1000)
    }
    stage.settle()
    this.#parts.onSettled(stage)
    for (const [{ resolve }, answer] of answers) resolve(answer as never)
  }

  /** Stages the group. A command that throws is a bug of ours: it alone is refused, the rest is staged again. */
  #stage(group: readonly Waiting[]): { stage: Stage; answers: Map<Waiting, unknown> } | undefined {
    let rest = group
    while (rest.length > 0) {
      const stage = this.#parts.newStage()
      const answers = new Map<Waiting, unknown>()
      let culprit: Waiting | undefined
      for (const waiting of rest) {
        try {
          answers.set(waiting, waiting.command(stage))
        } catch (error) {
          culprit = waiting
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
          waiting.reject(new NotStored('bug', `internal error at ${formatTime(stage.now)}: ${text}`))
          break
        }
      }
      if (culprit === undefined) return { stage, answers }
      rest = rest.filter((waiting) => waiting !== culprit)
    }
    return undefined
  }
}
