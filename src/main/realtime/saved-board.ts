import { readFile, rename } from 'node:fs/promises'
import {
  type BoardSnapshot,
  formatTime,
  type Millis,
  parseBoardSnapshot,
  parseTime,
} from '@watchfloor/contract'
import { writeLines } from '../disk/journal.ts'

const VERSION = 1
const FIRST_MS = 2_000
const EVERY_MS = 30_000
/** Lines read in one turn of the loop. */
const AT_ONCE = 500

/** The board of one server as it was last known on this computer. */
export interface SavedBoard {
  readonly server: string
  /** When it was last known to be true, this computer's wall time. */
  readonly at: Millis
  readonly snapshot: BoardSnapshot
}

interface Head {
  readonly version: number
  readonly server: string
  readonly at: string
  readonly snapshot: Omit<BoardSnapshot, 'alerts'>
}

/** Null when there is none, or none that can be read: the server has it all, so nothing is lost but a first glance. */
export async function readSavedBoard(file: string): Promise<SavedBoard | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const [first = '', ...lines] = text.split('\n')
  const head = parseLine(first) as Partial<Head> | undefined
  const at = parseTime(String(head?.at))
  if (head?.version !== VERSION || typeof head.server !== 'string' || at === undefined) return null
  const alerts: unknown[] = []
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    for (const line of lines.slice(from, from + AT_ONCE)) if (line !== '') alerts.push(parseLine(line))
    await new Promise(setImmediate)
  }
  const snapshot = parseBoardSnapshot({ ...head.snapshot, alerts })
  return snapshot.ok ? { server: head.server, at, snapshot: snapshot.value } : null
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Writes it whole or not at all, a few hundred alerts at a time. */
export async function writeSavedBoard(file: string, board: SavedBoard): Promise<void> {
  const { handle } = await writeLines(`${file}.new`, linesOf(board))
  await handle.close()
  await rename(`${file}.new`, file)
}

function* linesOf({ server, at, snapshot: { alerts, ...snapshot } }: SavedBoard): Iterable<string> {
  const head: Head = { version: VERSION, server, at: formatTime(at), snapshot }
  yield JSON.stringify(head)
  for (const alert of alerts) yield JSON.stringify(alert)
}

export interface BoardSaverOptions {
  /** The board as it is now; null while there is none worth keeping. */
  readonly current: () => SavedBoard | null
  readonly write: (board: SavedBoard) => Promise<void>
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly now: () => number
  /** How writing went: null is well. */
  readonly result: (error: unknown) => void
}

export interface BoardSaver {
  /** It will be written soon, and at most every 30 s. */
  readonly changed: () => void
  /** Writes it now. */
  readonly flush: () => Promise<void>
  readonly stop: () => void
}

export function createBoardSaver({ current, write, after, now, result }: BoardSaverOptions): BoardSaver {
  let cancel: (() => void) | null = null
  let writtenAt = -Infinity
  let last: Promise<void> = Promise.resolve()
  const flush = (): Promise<void> => {
    cancel?.()
    cancel = null
    writtenAt = now()
    last = last.then(async () => {
      const board = current()
      if (board !== null) await write(board).then(() => result(null), result)
    })
    return last
  }
  return {
    changed: () => {
      cancel ??= after(Math.max(FIRST_MS, writtenAt + EVERY_MS - now()), () => void flush())
    },
    flush,
    stop: () => {
      cancel?.()
      cancel = null
    },
  }
}
