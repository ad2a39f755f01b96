import type { AuditVerdict } from '@watchfloor/contract'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { type AuditRow, BEGINNING, type ChainEnd, endAt, headText } from './entry.ts'

type Problem = AuditVerdict['problems'][number]

const MOST_PROBLEMS = 10

export interface ChainParts {
  /** What retention left, if it ever deleted anything. */
  readonly checkpoint: Checkpoint | undefined
  /** A head that was kept outside. */
  readonly head: ChainEnd | undefined
  /** Where the chain must end, as a running server knows it. */
  readonly end?: ChainEnd
  /** Keys of which one must have signed; any that fits when absent. */
  readonly keys: readonly string[] | undefined
}

/** What an entry says, as far as the chain needs it. */
interface Said {
  readonly sequence?: unknown
  readonly prev?: unknown
  readonly what?: unknown
  readonly detail?: { readonly through?: unknown; readonly hash?: unknown }
}

/**
 * Walks the chain, row by row, and says where it was touched. What it proves: nothing between two of its entries was
 * rewritten, taken out, put in or moved, and, against a head from outside, that nothing up to it was rewritten as a whole
 * or cut off. Who may write the file can still append; and rewrite what came after the last head that was kept outside.
 */
export class ChainCheck {
  readonly #parts: ChainParts
  readonly #start: ChainEnd
  readonly #problems: Problem[] = []
  #end: ChainEnd
  #first: number | undefined
  #entries = 0
  #isAnchored = false
  /** Does an entry say that retention deleted up to where the checkpoint says? */
  #isTrimTold = false

  constructor(parts: ChainParts) {
    this.#parts = parts
    this.#start = this.#startOf(parts.checkpoint)
    this.#end = this.#start
    this.#anchor(this.#start)
  }

  /** The next row, by its key. */
  take(row: AuditRow): void {
    const said = read(row.text)
    this.#first ??= row.sequence
    this.#entries++
    const expected = this.#end.sequence + 1
    if (row.sequence !== expected) {
      const many = row.sequence - expected
      const what =
        many === 1 ? `entry ${expected} is missing` : `${many} entries from ${expected} on are missing`
      this.#found(expected, many > 0 ? what : `entry ${row.sequence} stands where ${expected} belongs`)
    }
    if (said === undefined) this.#found(row.sequence, 'its text cannot be read')
    else if (said.sequence !== row.sequence)
      this.#found(row.sequence, `it says that it is entry ${JSON.stringify(said.sequence)}`)
    if (said !== undefined && said.prev !== this.#end.hash && row.sequence === expected) {
      const where = Math.max(this.#end.sequence, this.#start.sequence)
      const message =
        where === this.#start.sequence
          ? 'it does not go on from where the chain begins'
          : `entry ${where} was rewritten, or this one: it does not go on from it`
      this.#found(row.sequence, message)
    }
    if (said?.what === 'audit.trim' && said.detail?.through === this.#start.sequence)
      this.#isTrimTold ||= said.detail.hash === this.#start.hash
    this.#end = endAt(row)
    this.#anchor(this.#end)
  }

  /** A row after the end, which this server did not write. */
  beyond({ sequence }: AuditRow): void {
    this.#found(sequence, 'it stands after the end, and this server did not write it')
  }

  verdict(): AuditVerdict {
    const { head, end, checkpoint } = this.#parts
    const last = this.#end
    if (end !== undefined && headText(end) !== headText(last)) {
      const message = `this server wrote up to ${headText(end)}, and the file ends at ${headText(last)}`
      this.#found(Math.min(end.sequence, last.sequence + 1), message)
    }
    if (head !== undefined && !this.#isAnchored) this.#found(head.sequence, this.#unanchored(head))
    if (checkpoint !== undefined && !this.#isTrimTold)
      this.#found(this.#start.sequence, 'no entry says that retention deleted up to here')
    return {
      whole: this.#problems.length === 0,
      entries: this.#entries,
      first: this.#first ?? null,
      last: this.#entries === 0 ? null : last.sequence,
      head: headText(last),
      anchored: this.#isAnchored,
      trimmed_to: checkpoint === undefined ? null : this.#start.sequence,
      problems: this.#problems,
    }
  }

  #unanchored(head: ChainEnd): string {
    if (head.sequence > this.#end.sequence)
      return `the chain ends at ${this.#end.sequence}, before the head ${head.sequence}: it was cut off, or is an older copy`
    if (head.sequence < this.#start.sequence)
      return `the head ${head.sequence} is of what retention deleted: only a later one can be compared`
    return `the head says that its hash is ${head.hash}, and it is another: up to here it was rewritten`
  }

  #startOf(checkpoint: Checkpoint | undefined): ChainEnd {
    if (checkpoint === undefined) return BEGINNING
    const start = readCheckpoint(checkpoint)
    const { keys } = this.#parts
    if (start === undefined) this.#found(0, 'the checkpoint that retention left is not as it was signed')
    else if (keys !== undefined && !keys.includes(checkpoint.publicKey))
      this.#found(
        start.sequence,
        `the checkpoint was signed by another key (${checkpoint.publicKey}): so it is after the data was moved without its key; else it is forged`,
      )
    return start ?? BEGINNING
  }

  #anchor({ sequence, hash }: ChainEnd): void {
    const { head } = this.#parts
    if (head?.sequence === sequence && hash.startsWith(head.hash)) this.#isAnchored = true
  }

  #found(sequence: number, message: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ sequence, message })
  }
}

function read(text: string): Said | undefined {
  try {
    return JSON.parse(text) as Said
  } catch {
    return undefined
  }
}
