import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Logger {
  /** What went wrong without a person having asked for it. */
  readonly report: (error: unknown) => void
  readonly note: (text: string) => void
  /** Ends when everything said so far is in the file. */
  settled(): Promise<void>
}

export interface LoggerOptions {
  /** For example `main.log`; the one before it is kept as `main.log.old`. */
  readonly file: string
  /** Takes every line as well: the program's stderr. */
  readonly print: (line: string) => void
  readonly now: () => number
  /** Bytes from which a new file is begun. */
  readonly limit?: number
}

const LIMIT = 1024 * 1024
/** A disk that stands still must not fill the memory. */
const MOST_WAITING = 1_000

/** Lines for whoever looks into what happened. Nothing waits for the disk, and what it refuses is only printed. */
export function openLogger({ file, print, now, limit = LIMIT }: LoggerOptions): Logger {
  let waiting: string[] = []
  let writing: Promise<void> | undefined
  let size: number | undefined

  const flush = async (): Promise<void> => {
    size ??= await sizeOf(file)
    while (waiting.length > 0) {
      const text = waiting.join('')
      waiting = []
      if (size > 0 && size + Buffer.byteLength(text) > limit) {
        await rename(file, `${file}.old`)
        size = 0
      }
      await mkdir(dirname(file), { recursive: true })
      await appendFile(file, text, { mode: 0o600 })
      size += Buffer.byteLength(text)
    }
  }

  const say = (kind: 'error' | 'note', text: string): void => {
    const line = `${new Date(now()).toISOString()} ${kind} ${text.trimEnd().replaceAll('\n', '\n  ')}\n`
    print(line)
    if (waiting.length < MOST_WAITING) waiting.push(line)
    if (writing === undefined) begin()
  }

  const begin = (): void => {
    writing = flush()
      .catch((error: Error) => {
        waiting = []
        print(`The log cannot be written: ${error.message}\n`)
      })
      .then(() => {
        writing = undefined
        if (waiting.length > 0) begin()
      })
  }

  return {
    report: (error) => say('error', error instanceof Error ? (error.stack ?? error.message) : String(error)),
    note: (text) => say('note', text),
    settled: async () => {
      while (writing !== undefined) await writing
    },
  }
}

function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
