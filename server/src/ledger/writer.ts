import { formatTime, type Millis } from '@watchfloor/contract'
import { NotOnDuty, Overtaken, Unanswered } from '../storage/commit-errors.ts'
import type { Storage } from '../storage/storage.ts'
import { type By, type Command, NotStored, notStored } from './command.ts'
import type { Group, Waiting } from './group.ts'
import type { Others } from './others.ts'
import type { Stage } from './stage.ts'

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
  /** Absent where nobody else writes. */
  readonly others?: Others | undefined
}

/** Commands of one group; more would make a single commit, and the loop's turn, too long. */
const GROUP = 256
/** After so much staging in one turn of the loop the rest waits for the next, ms. */
const TURN_MS = 20
const MAX_WAITING = 10_000
/** Where others came first so lately, the head is held before anything is written in vain, ms. */
const CONTENDED_MS = 100
const MAX_WAIT_MS = 5_000

/**
 * The one writer: what arrives while a commit is under way is staged together over it, committed next in one
 * transaction, and only then visible and answered (S13). Where others write to the same store and were first, what they
 * did is taken over and everything judged again, with the head of the log held so that it comes to an end.
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
  }

  /** Rejects with `NotStored`. A queue that is full, or does not move for 5 s, refuses (S14). */
  do<T>(command: Command<T>, by?: By): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed)
        return reject(new NotStored('store', 'the server is shutting down; send again shortly'))
      if (this.#unknown !== undefined) return reject(this.#unknown)
      if (this.#queue.length + (this.#open?.answers.size ?? 0) >= MAX_WAITING) {
        return reject(new NotStored('overloaded', 'too many requests are waiting to be stored; send again'))
      }
      this.#queue.push({ command, by, since: this.#parts.monotonic(), resolve, reject })
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
    const { monotonic, others } = this.#parts
    let until = monotonic() + TURN_MS
    let isHeld = false
    for (;;) {
      if (this.#open?.writing === undefined) {
        if (this.#isBehind && !isHeld) await this.#takeOver(false)
        this.#refuseLate()
        this.#stageQueue()
      }
      const group = this.#open
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
      this.#open = undefined
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
    const next = this.#parts.others === undefined ? this.#open : undefined
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
          this.#unstage()
          return false
        }
      }
    }
    stage.settle()
    this.#open?.stage.land()
    this.#parts.onSettled(stage)
    for (const [{ resolve }, answer] of answers) resolve(answer as never)
    return false
  }

  /** Takes over what others did before this group, and has its commands wait to be staged first. True when the head is held for them. */
  async #judgeAgain({ answers }: Group): Promise<boolean> {
    this.#parts.others?.onOvertaken()
    // What was staged over it goes with it.
    this.#unstage()
    const trouble = await this.#takeOver(true)
    if (trouble === undefined) this.#queue = [...answers.keys(), ...this.#queue]
    else for (const { reject } of answers.keys()) reject(notStored(trouble))
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
      if (settle !== undefined) this.#unstage()
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
    this.#unstage()
    for (const { reject } of this.#queue) reject(refusal)
    this.#queue = []
    try {
      return await Promise.race([fate, this.#end.promise])
    } finally {
      this.#unknown = undefined
      // Others may have gone on from it.
      this.#isBehind = this.#parts.others !== undefined
    }
  }

  /** Stages what waits, as far as the open group and this turn have room. A command that throws is a bug of ours: it alone is refused. */
  #stageQueue(): void {
    const room = GROUP - (this.#open?.answers.size ?? 0)
    const [next] = this.#queue
    if (next === undefined || room <= 0 || this.#isLooking) return
    this.#open ??= { stage: this.#parts.newStage(this.#committing?.stage), by: next.by, answers: new Map() }
    const { stage, answers, by } = this.#open
    stage.goOn(this.#parts.now())
    const batch = this.#queue.splice(0, room)
    const until = this.#parts.monotonic() + TURN_MS
    for (const [n, waiting] of batch.entries()) {
      if (n > 0 && this.#parts.monotonic() > until) {
        this.#queue = [...batch.slice(n), ...this.#queue]
        return this.#wake()
      }
      // What the clock does may be refused because of the duty, and takes nobody else along.
      if (waiting.by !== by) {
        this.#queue = [...batch.slice(n), ...this.#queue]
        return
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
