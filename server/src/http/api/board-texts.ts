import type { Cursor } from '@watchfloor/contract'
import type { Steps } from '../../ground/steps.ts'
import type { Turns } from '../../ground/turns.ts'
import { GrowingText } from '../edge/growing-text.ts'
import { type Packed, pack } from '../edge/packed.ts'
import { KeptTexts } from './kept-texts.ts'

/** Texts of boards that are kept for those who ask next: of everybody’s, and of the scopes that were asked for last. */
const MOST_BYTES = 64_000_000
/** Characters that are made bytes in one go. */
const BUFFER = 65_536

/** The JSON of a board but for its cursor and its time. */
export interface BoardText {
  readonly tag: string
  readonly cursor: Cursor
  readonly text: GrowingText
  /** The same compressed, once, when somebody first takes it so. */
  readonly packed: () => Packed
}

/** A board that is asked for. */
export interface AskedBoard {
  /** Of whom it is, and how much. */
  readonly key: string
  /** Names the board of this moment: as long as it is the same, so is the board. */
  readonly tag: () => string
  readonly cursor: () => Cursor
  /** Writes it piece by piece: the board of the moment of the first step. */
  readonly steps: (write: (piece: string) => void) => Steps<void>
  /** In whose turns it is made. */
  readonly who: string
}

interface Making {
  /** Undefined before it is its turn. */
  begun: BoardText | undefined
  readonly ends: Promise<void>
}

/**
 * Each board's text is made once for all who ask meanwhile: when a thousand come back at the same moment, the thousand
 * read one text as it grows. Whoever asks for a later board than that which is being made waits for the next.
 */
export class BoardTexts {
  readonly #turns: Pick<Turns, 'run'>
  readonly #kept = new KeptTexts<BoardText>(MOST_BYTES)
  readonly #making = new Map<string, Making>()

  constructor(turns: Pick<Turns, 'run'>) {
    this.#turns = turns
  }

  /** Rejects as the turns do. */
  async take(asked: AskedBoard): Promise<BoardText> {
    const { key, tag, who } = asked
    for (;;) {
      const known = this.#kept.get(key)
      if (known?.tag === tag()) return known
      const making = this.#making.get(`${who} ${key}`)
      if (making === undefined) return this.#make(asked)
      if (making.begun?.tag === tag()) return making.begun
      await making.ends
    }
  }

  #make({ key, tag, cursor, steps, who }: AskedBoard): Promise<BoardText> {
    const name = `${who} ${key}`
    const text = new GrowingText()
    const begins = Promise.withResolvers<BoardText>()
    const ends = Promise.withResolvers<void>()
    const making: Making = { begun: undefined, ends: ends.promise }
    this.#making.set(name, making)
    let packed: Packed | undefined
    const begin = (): Steps<void> => {
      making.begun = {
        tag: tag(),
        cursor: cursor(),
        text,
        packed: () => {
          packed ??= pack(text)
          return packed
        },
      }
      begins.resolve(making.begun)
      return growing(text, steps)
    }
    const end = (): void => {
      this.#making.delete(name)
      ends.resolve()
    }
    this.#turns.run(who, begin).then(
      () => {
        text.end()
        if (making.begun !== undefined) this.#kept.set(key, making.begun, text.bytes)
        end()
      },
      (error: unknown) => {
        begins.reject(error)
        text.fail(error)
        end()
      },
    )
    return begins.promise
  }
}

function* growing(text: GrowingText, steps: AskedBoard['steps']): Steps<void> {
  let waiting = ''
  yield* steps((piece) => {
    waiting += piece
    if (waiting.length < BUFFER) return
    text.add(Buffer.from(waiting))
    waiting = ''
  })
  text.add(Buffer.from(waiting))
}
