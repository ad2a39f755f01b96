import { formatTime, type Millis } from '@watchfloor/contract'
import type { Storage } from '../storage/storage.ts'
import { Unanswered } from '../storage/unanswered.ts'
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
  /** A stage over the committed state and, when given, over the stage whose commit is under way. */
  readonly newStage: (below: Stage | undefined) => Stage
  readonly commit: Storage['commit']
  /** The stage is on disk (or needed none) and settled: publish it, schedule it. */
  readonly onSettled: (stage: Stage) => void
  readonly onFailed: (error: Error) => void
  readonly now: () => Millis
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

/** Commands that share a stage, and their answers. */
interface Group {
  readonly stage: Stage
  readonly answers: Map<Waiting, unknown>
}

/** Commands of one group; more would make a single commit, and the loop's turn, too long. */
const GROUP = 256
/** After so much staging in one turn of the loop the rest waits for the next, ms. */
const TURN_MS = 20
const MAX_WAITING = 10_000
const MAX_WAIT_MS = 5_000

/**
 * The one writer: what arrives while a commit is under way is staged together over it, committed next in one
 * transaction, and only then visible and answered (S13).
 */
export class Writer {
  readonly #parts: WriterParts
  /** Not staged yet. */
  #queue: Waiting[] = []
  /** Staged, and still open for more. */
  #open: Group | undefined
  /** On its way to the disk. */
  #committing: Group | undefined
  #turn: NodeJS.Immediate | undefined
  #running: Promise<void> | undefined
  /** Refuses everything while it is not known whether the last commit is kept. */
  #unknown: NotStored | undefined
  readonly #end = Promise.withResolvers<false>()
  #closed = false

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  /** Rejects with `NotStored`. A queue that is full, or does not move for 5 s, refuses (S14). */
  do<T>(command: Command<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed)
        return reject(new NotStored('store', 'the server is shutting down; send again shortly'))
      if (this.#unknown !== undefined) return reject(this.#unknown)
      if (this.#queue.length + (this.#open?.answers.size ?? 0) >= MAX_WAITING) {
        return reject(new NotStored('overloaded', 'too many requests are waiting to be stored; send again'))
      }
      this.#queue.push({ command, since: this.#parts.monotonic(), resolve, reject })
      this.#wake()
    })
  }

  /** After this turn of the loop, so that requests which arrived together share a commit. */
  #wake(): void {
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined
      this.#stageQueue()
      this.#running ??= this.#run().then(() => {
        this.#running = undefined
      })
    })
  }

  /** Refuses what comes from now on, and waits for what was taken. */
  async close(): Promise<void> {
    this.#closed = true
    this.#end.resolve(false)
    while (this.#turn !== undefined || this.#running !== undefined) {
      await (this.#running ?? new Promise((done) => setImmediate(done)))
    }
  }

  async #run(): Promise<void> {
    const { monotonic } = this.#parts
    let until = monotonic() + TURN_MS
    for (;;) {
      this.#refuseLate()
      this.#stageQueue()
      if (this.#open === undefined) return
      this.#committing = this.#open
      this.#open = undefined
      const isOnDisk = this.#committing.stage.durable
      await this.#commit(this.#committing)
      this.#committing = undefined
      // Nobody waits for a disk where nothing has changed, and whoever re-sends very much would have the loop for himself.
      if (!isOnDisk && monotonic() < until) continue
      if (!isOnDisk) await new Promise((resolve) => setImmediate(resolve))
      until = monotonic() + TURN_MS
    }
  }

  async #commit({ stage, answers }: Group): Promise<void> {
    if (stage.durable) {
      const began = this.#parts.monotonic()
      try {
        await this.#parts.commit(stage.changes())
        this.#parts.onCommitTime((this.#parts.monotonic() - began) / 1000)
      } catch (error) {
        const cause = error instanceof Error ? error : new Error(String(error))
        this.#parts.onFailed(cause)
        const refusal = new NotStored('store', `not stored: ${cause.message}; send again`)
        for (const { reject } of answers.keys()) reject(refusal)
        answers.clear()
        // Whoever was refused sends again; to those who read, what is kept after all is news like any other.
        if (!(cause instanceof Unanswered) || !(await this.#learn(cause, refusal))) {
          this.#committing = undefined
          // What was staged over it has seen what is not there.
          this.#unstage()
          return
        }
      }
    }
    stage.settle()
    this.#open?.stage.land()
    this.#parts.onSettled(stage)
    for (const [{ resolve }, answer] of answers) resolve(answer as never)
  }

  /** Waits until it is known whether a commit is kept; nothing can be laid over it meanwhile. A close does not wait: the next start reads what is there. */
  async #learn({ fate }: Unanswered, refusal: NotStored): Promise<boolean> {
    this.#unknown = refusal
    this.#unstage()
    for (const { reject } of this.#queue) reject(refusal)
    this.#queue = []
    try {
      return await Promise.race([fate, this.#end.promise])
    } finally {
      this.#unknown = undefined
    }
  }

  /** Stages what waits, as far as the open group and this turn have room. A command that throws is a bug of ours: it alone is refused. */
  #stageQueue(): void {
    const room = GROUP - (this.#open?.answers.size ?? 0)
    if (this.#queue.length === 0 || room <= 0) return
    this.#open ??= { stage: this.#parts.newStage(this.#committing?.stage), answers: new Map() }
    const { stage, answers } = this.#open
    stage.goOn(this.#parts.now())
    const batch = this.#queue.splice(0, room)
    const until = this.#parts.monotonic() + TURN_MS
    for (const [n, waiting] of batch.entries()) {
      if (n > 0 && this.#parts.monotonic() > until) {
        this.#queue = [...batch.slice(n), ...this.#queue]
        return this.#wake()
      }
      try {
        answers.set(waiting, waiting.command(stage))
      } catch (error) {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        waiting.reject(new NotStored('bug', `internal error at ${formatTime(stage.now)}: ${text}`))
        // It may have left half of its work in the stage.
        this.#queue = [...batch.slice(n + 1), ...this.#queue]
        this.#unstage()
        this.#stageQueue()
        return
      }
    }
  }

  /** Throws the open group's stage away; its commands wait to be staged again. */
  #unstage(): void {
    if (this.#open === undefined) return
    this.#queue = [...this.#open.answers.keys(), ...this.#queue]
    this.#open = undefined
  }

  #refuseLate(): void {
    const now = this.#parts.monotonic()
    const isLate = ({ since }: Waiting): boolean => now - since > MAX_WAIT_MS
    if ([...(this.#open?.answers.keys() ?? [])].some(isLate)) this.#unstage()
    const late = this.#queue.filter(isLate)
    if (late.length === 0) return
    this.#queue = this.#queue.filter((waiting) => !isLate(waiting))
    for (const { reject } of late) {
      reject(new NotStored('overloaded', 'the store is too slow at the moment; send again'))
    }
  }
}
