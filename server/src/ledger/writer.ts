import { NotOnDuty, Overtaken, Unanswered } from '../storage/commit-errors.ts'
import type { Storage } from '../storage/storage.ts'
import { type By, type Command, NotStored, notStored } from './command.ts'
import { CommandQueue, type QueueParts, TURN_MS } from './command-queue.ts'
import type { Group } from './group.ts'
import type { Others } from './others.ts'
import type { Stage } from './stage.ts'

export interface WriterParts extends QueueParts {
  readonly commit: Storage['commit']
  /** The stage is on disk (or needed none) and settled: publish it, schedule it. */
  readonly onSettled: (stage: Stage) => void
  readonly onFailed: (error: Error) => void
  readonly onCommitTime: (seconds: number) => void
  /** Absent where nobody else writes. */
  readonly others?: Others | undefined
}

/** Where others came first so lately, the head is held before anything is written in vain, ms. */
const CONTENDED_MS = 100

/**
 * The one writer: what arrives while a commit is under way is staged together over it, committed next in one
 * transaction, and only then visible and answered (S13). Where others write to the same store and were first, what they
 * did is taken over and everything judged again, with the head of the log held so that it comes to an end.
 */
export class Writer {
  readonly #parts: WriterParts
  readonly #queue: CommandQueue
  /** On its way to the disk. */
  #committing: Group | undefined
  #turn: NodeJS.Immediate | undefined
  #running: Promise<void> | undefined
  /** When others last came first, on the monotonic clock. */
  #overtakenAt = Number.NEGATIVE_INFINITY
  /** Others may have committed since we looked. */
  #isBehind = false
  /** It is being learnt what they did: what would be staged now would be staged again. */
  #isLooking = false
  /** Who waits until we have looked. */
  #lookers: ((isKnown: boolean) => void)[] = []
  /** Refuses everything while it is not known whether the last commit is kept. */
  #unknown: Error | undefined
  readonly #end = Promise.withResolvers<false>()
  #closed = false

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#queue = new CommandQueue(parts)
  }

  /** Rejects with `NotStored`. A queue that is full, or does not move for 5 s, refuses (S14). */
  do<T>(command: Command<T>, by?: By): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed)
        return reject(new NotStored('store', 'the server is shutting down; send again shortly'))
      if (this.#unknown !== undefined) return reject(this.#unknown)
      if (this.#queue.isFull) {
        return reject(new NotStored('overloaded', 'too many requests are waiting to be stored; send again'))
      }
      this.#queue.add({ command, by, since: this.#parts.monotonic(), resolve, reject })
      this.#wake()
    })
  }

  /** Others may have committed: takes that over as soon as no commit is under way. Resolves to false when it could not. */
  follow(): Promise<boolean> {
    if (this.#parts.others === undefined || this.#closed) return Promise.resolve(!this.#closed)
    return new Promise((resolve) => {
      this.#lookers.push(resolve)
      this.#isBehind = true
      this.#wake()
    })
  }

  /** After this turn of the loop, so that requests which arrived together share a commit. */
  #wake(): void {
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined
      this.#stage()
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
    const { monotonic, others } = this.#parts
    let until = monotonic() + TURN_MS
    let isHeld = false
    for (;;) {
      if (this.#queue.open?.writing === undefined) {
        if (this.#isBehind && !isHeld) await this.#takeOver(false)
        this.#queue.refuseLate()
        this.#stage()
      }
      const group = this.#queue.open
      if (group === undefined) {
        if (isHeld) await others?.letGo()
        isHeld = false
        if (this.#isBehind) continue
        return
      }
      if (!isHeld && group.stage.durable && monotonic() - this.#overtakenAt < CONTENDED_MS) {
        isHeld = (await this.#takeOver(true)) === undefined
        continue
      }
      this.#committing = group
      this.#queue.takeOpen()
      const isOnDisk = group.stage.durable
      const isOvertaken = await this.#commit(group)
      this.#committing = undefined
      if (isOvertaken) {
        isHeld = await this.#judgeAgain(group)
        continue
      }
      if (isHeld && !isOnDisk) await others?.letGo()
      isHeld = false
      // Nobody waits for a disk where nothing has changed, and whoever re-sends very much would have the loop for himself.
      if (!isOnDisk && monotonic() < until) continue
      if (!isOnDisk) await new Promise((resolve) => setImmediate(resolve))
      until = monotonic() + TURN_MS
    }
  }

  async #write({ stage, by }: Group): Promise<void> {
    const began = this.#parts.monotonic()
    await this.#parts.commit(by === undefined ? stage.changes() : { ...stage.changes(), onDuty: true })
    this.#parts.onCommitTime((this.#parts.monotonic() - began) / 1000)
  }

  /** Where nobody else writes, the store has the next group before what follows of this one is done, and works meanwhile. */
  #writeNext(): void {
    const next = this.#parts.others === undefined ? this.#queue.open : undefined
    if (next?.stage.durable !== true) return
    next.writing = this.#write(next)
    // Whoever takes its turn hears of it.
    next.writing.catch(() => {})
  }

  /** True when others were first: then nothing of it is kept, and nobody answered yet. */
  async #commit(group: Group): Promise<boolean> {
    const { stage, answers } = group
    if (stage.durable) {
      try {
        await (group.writing ?? this.#write(group))
        this.#writeNext()
      } catch (error) {
        if (error instanceof Overtaken && this.#parts.others !== undefined) return true
        const cause = error instanceof Error ? error : new Error(String(error))
        if (!(cause instanceof NotOnDuty)) this.#parts.onFailed(cause)
        const refusal = cause instanceof NotOnDuty ? cause : notStored(cause)
        for (const { reject } of answers.keys()) reject(refusal)
        answers.clear()
        // Whoever was refused sends again; to those who read, what is kept after all is news like any other.
        if (!(cause instanceof Unanswered) || !(await this.#learn(cause, refusal))) {
          this.#committing = undefined
          // What was staged over it has seen what is not there.
          this.#queue.unstage()
          return false
        }
      }
    }
    stage.settle()
    this.#queue.open?.stage.land()
    this.#parts.onSettled(stage)
    for (const [{ resolve }, answer] of answers) resolve(answer as never)
    return false
  }

  /** Takes over what others did before this group, and has its commands wait to be staged first. True when the head is held for them. */
  async #judgeAgain(group: Group): Promise<boolean> {
    this.#parts.others?.onOvertaken()
    // What was staged over it goes with it.
    this.#queue.unstage()
    const trouble = await this.#takeOver(true)
    if (trouble === undefined) this.#queue.again(group)
    else for (const { reject } of group.answers.keys()) reject(notStored(trouble))
    return trouble === undefined
  }

  /** Learns what others committed and lays it into the state. Answers why it could not; then all is as it was. */
  async #takeOver(hold: boolean): Promise<Error | undefined> {
    const { others } = this.#parts
    const lookers = this.#lookers
    let isKnown = false
    this.#lookers = []
    this.#isBehind = false
    this.#isLooking = true
    try {
      const settle = await others?.look({ hold })
      // What was staged knows nothing of it.
      if (settle !== undefined) this.#queue.unstage()
      settle?.()
      if (hold) this.#overtakenAt = settle === undefined ? Number.NEGATIVE_INFINITY : this.#parts.monotonic()
      isKnown = true
      return undefined
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      others?.onLost(cause)
      this.#overtakenAt = Number.NEGATIVE_INFINITY
      return cause
    } finally {
      this.#isLooking = false
      for (const tell of lookers) tell(isKnown)
    }
  }

  /** Waits until it is known whether a commit is kept; nothing can be laid over it meanwhile. A close does not wait: the next start reads what is there. */
  async #learn({ fate }: Unanswered, refusal: Error): Promise<boolean> {
    this.#unknown = refusal
    this.#queue.refuseAll(refusal)
    try {
      return await Promise.race([fate, this.#end.promise])
    } finally {
      this.#unknown = undefined
      // Others may have gone on from it.
      this.#isBehind = this.#parts.others !== undefined
    }
  }

  #stage(): void {
    if (!this.#isLooking && this.#queue.stage(this.#committing?.stage)) this.#wake()
  }
}
