import { type Cursor, parseCursor } from '@watchfloor/contract'
import type { History, Moment } from './history.ts'
import { isLost, type KeptLog } from './kept-log.ts'

/**
 * When (`performance.now()`) the log went on without a tail that it had lost. Whoever had something of that tail has to
 * be told within so many milliseconds.
 */
export interface Turned {
  readonly at: number
  readonly within: number
}

/**
 * What is wrong with what a reader was told, in words; nothing where it was told the log: each event that it asked for
 * once, in order, to the letter and to the end, from where it was told that it stands. It begins anew only where it has
 * something that the log lost.
 */
export function flawsOfHistory(
  history: History,
  log: KeptLog,
  turned?: Turned,
  /** It has to have come as far as this; to the end when absent. */
  upTo = log.events.length,
): readonly string[] {
  const walk = new Walk(history, log)
  for (const moment of history.moments) {
    if (moment.kind === 'reset') {
      const took = moment.at - (turned?.at ?? moment.at)
      if (!walk.isBeyond) walk.say(moment, `reset (${moment.reason}), and all that it has is in the log`)
      else if (took > (turned?.within ?? 0))
        walk.say(moment, `told of the lost tail only after ${Math.round(took)} ms`)
    }
    walk.take(moment)
  }
  walk.end(upTo)
  return walk.flaws
}

/** Where a reader stands while its history is gone through. */
class Walk {
  readonly flaws: string[] = []
  readonly #history: History
  readonly #log: KeptLog
  /** Undefined before its first board, and from a reset to the next one. */
  #position: number | undefined
  /** It has something that the log does not have. */
  isBeyond = false

  constructor(history: History, log: KeptLog) {
    this.#history = history
    this.#log = log
  }

  say(moment: Moment, what: string): void {
    this.flaws.push(`${this.#history.reader}: ${what}, at ${Math.round(moment.at)} ms`)
  }

  take(moment: Moment): void {
    switch (moment.kind) {
      case 'board':
        return this.#board(moment)
      case 'event':
        return this.#event(moment)
      case 'reached':
        return this.#reached(moment)
      case 'reset':
        this.#position = undefined
        this.isBeyond = false
        return
      case 'opened':
      case 'ended':
        return
      default:
        moment satisfies never
    }
  }

  /** It has to have come as far as this, and not beyond what is there. */
  end(upTo: number): void {
    const { reader } = this.#history
    if (this.isBeyond) this.flaws.push(`${reader}: has what the log lost, and was never told`)
    else if (this.#position === undefined) this.flaws.push(`${reader}: has no board`)
    else this.#missing(this.#position, upTo + 1, 'in the end')
  }

  #board(moment: Extract<Moment, { kind: 'board' }>): void {
    // A board in place of another is a reset, unless it is the first.
    if (this.#position !== undefined) this.say(moment, `another board (${moment.why}) without a reset`)
    const cursor = this.#cursorOf(moment)
    if (cursor === undefined) return
    this.#position = cursor.sequence
    this.isBeyond = isLost(this.#log, cursor)
  }

  #event(moment: Extract<Moment, { kind: 'event' }>): void {
    const { sequence, epoch, prev, body } = moment
    const position = this.#position
    if (position === undefined) return this.say(moment, `event ${sequence} before any board`)
    this.#position = sequence
    if (sequence <= position) this.say(moment, `event ${sequence} again, after ${position}`)
    if (prev > position) this.say(moment, `event ${sequence} comes after ${prev}, and it has ${position}`)
    const kept = this.#log.events[sequence - 1]
    if (kept?.epoch !== epoch) {
      this.isBeyond = true
      return
    }
    if (this.isBeyond) this.say(moment, `event ${sequence} goes on from what the log lost`)
    if (kept.body !== body) this.say(moment, `event ${sequence} in other words: ${body}`)
    if (!this.#isAskedFor(sequence)) this.say(moment, `event ${sequence}, which was not asked for`)
    this.#missing(position, sequence, `before ${sequence}`)
  }

  #reached(moment: Extract<Moment, { kind: 'reached' }>): void {
    const cursor = this.#cursorOf(moment)
    if (cursor === undefined || this.#position === undefined) return
    if (cursor.sequence < this.#position)
      return this.say(moment, `told to be at ${moment.cursor}, while it has ${this.#position}`)
    if (isLost(this.#log, cursor)) this.isBeyond = true
    else if (!this.isBeyond) this.#missing(this.#position, cursor.sequence + 1, `up to ${moment.cursor}`)
    this.#position = cursor.sequence
  }

  #isAskedFor(sequence: number): boolean {
    const { type } = this.#log.events[sequence - 1] ?? {}
    return type !== undefined && (this.#history.types?.includes(type) ?? true)
  }

  /** What lies between two places, exclusively, and should have come. */
  #missing(after: number, before: number, where: string): void {
    const missing: number[] = []
    for (let sequence = after + 1; sequence < before; sequence++) {
      if (this.#isAskedFor(sequence)) missing.push(sequence)
    }
    const [first, last] = [missing[0], missing.at(-1)]
    if (first !== undefined)
      this.flaws.push(
        `${this.#history.reader}: ${missing.length} missing ${where}, from ${first} to ${last} (had ${after})`,
      )
  }

  #cursorOf(moment: Extract<Moment, { cursor: string }>): Cursor | undefined {
    const cursor = parseCursor(moment.cursor)
    if (cursor === undefined) this.say(moment, `${moment.cursor} is no cursor`)
    return cursor
  }
}
