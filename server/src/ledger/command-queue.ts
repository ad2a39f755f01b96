import { formatTime, type Millis } from '@watchfloor/contract'
import { NotStored } from './command.ts'
import type { Group, Waiting } from './group.ts'
import type { Stage } from './stage.ts'

/** Commands of one group; more would make a single commit, and the loop's turn, too long. */
const GROUP = 256
/** After so much staging in one turn of the loop the rest waits for the next, ms. */
export const TURN_MS = 20
const MAX_WAITING = 10_000
const MAX_WAIT_MS = 5_000

export interface QueueParts {
  /** A stage over the committed state and, when given, over the stage whose commit is under way. */
  readonly newStage: (below: Stage | undefined) => Stage
  readonly now: () => Millis
  /** Monotonic milliseconds. */
  readonly monotonic: () => Millis
}

/**
 * Commands that are not on their way to the disk yet, in the order in which they came: those that are staged together in
 * the open group, and those that wait for their turn.
 */
export class CommandQueue {
  readonly #parts: QueueParts
  #waiting: Waiting[] = []
  #open: Group | undefined

  constructor(parts: QueueParts) {
    this.#parts = parts
  }

  /** What is staged, and still open for more. */
  get open(): Group | undefined {
    return this.#open
  }

  get isFull(): boolean {
    return this.#waiting.length + (this.#open?.answers.size ?? 0) >= MAX_WAITING
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting)
  }

  /** Those of a group wait to be staged anew, before all others. */
  again({ answers }: Group): void {
    this.#waiting = [...answers.keys(), ...this.#waiting]
  }

  /** The open group is on its way to the disk. */
  takeOpen(): void {
    this.#open = undefined
  }

  /** Throws the open group's stage away; its commands wait to be staged again. */
  unstage(): void {
    if (this.#open === undefined) return
    this.again(this.#open)
    this.#open = undefined
  }

  /**
   * Stages what waits, as far as the open group and this turn have room. True where the turn had none: it goes on in the
   * next. A command that throws is a bug of ours: it alone is refused.
   */
  stage(below: Stage | undefined): boolean {
    const room = GROUP - (this.#open?.answers.size ?? 0)
    const [next] = this.#waiting
    if (next === undefined || room <= 0) return false
    this.#open ??= { stage: this.#parts.newStage(below), by: next.by, answers: new Map() }
    const { stage, answers, by } = this.#open
    stage.goOn(this.#parts.now())
    const batch = this.#waiting.splice(0, room)
    const until = this.#parts.monotonic() + TURN_MS
    for (const [n, waiting] of batch.entries()) {
      const isTurnOver = n > 0 && this.#parts.monotonic() > until
      // What the clock does may be refused because of the duty, and takes nobody else along.
      if (isTurnOver || waiting.by !== by) {
        this.#waiting = [...batch.slice(n), ...this.#waiting]
        return isTurnOver
      }
      try {
        answers.set(waiting, waiting.command(stage))
      } catch (error) {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        waiting.reject(new NotStored('bug', `internal error at ${formatTime(stage.now)}: ${text}`))
        // It may have left half of its work in the stage.
        this.#waiting = [...batch.slice(n + 1), ...this.#waiting]
        this.unstage()
        return this.stage(below)
      }
    }
    return false
  }

  /** Refuses all that is not on its way. */
  refuseAll(refusal: Error): void {
    this.unstage()
    for (const { reject } of this.#waiting) reject(refusal)
    this.#waiting = []
  }

  /** Refuses what has waited too long. */
  refuseLate(): void {
    const now = this.#parts.monotonic()
    const isLate = ({ since }: Waiting): boolean => now - since > MAX_WAIT_MS
    if ([...(this.#open?.answers.keys() ?? [])].some(isLate)) this.unstage()
    const late = this.#waiting.filter(isLate)
    if (late.length === 0) return
    this.#waiting = this.#waiting.filter((waiting) => !isLate(waiting))
    for (const { reject } of late) {
      reject(new NotStored('overloaded', 'the store is too slow at the moment; send again'))
    }
  }
}
