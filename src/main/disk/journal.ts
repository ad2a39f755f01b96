import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Lines kept on disk in the order in which they were written. */
export interface Journal {
  /** Resolves when the lines are on disk. They are written together with others that came meanwhile. */
  readonly append: (lines: readonly string[]) => Promise<void>
  /** Lines written since it was opened or last rewritten. */
  readonly length: () => number
  /** Puts these lines in the place of all that were written; a crash leaves the one or the other. */
  readonly rewrite: (lines: Iterable<string>) => Promise<void>
  readonly close: () => Promise<void>
}

export interface OpenedJournal {
  readonly lines: readonly string[]
  readonly journal: Journal
}

/** Lines written at once, so that a large file is not one long stretch of work. */
const AT_ONCE = 200

/** Opens it, and makes it where there is none. A last line that a crash left half written is not among `lines`. */
export async function openJournal(file: string): Promise<OpenedJournal> {
  await mkdir(dirname(file), { recursive: true })
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n')
  const torn = lines.pop() ?? ''
  let handle = await open(file, 'a', 0o600)
  if (torn !== '') await handle.write('\n')
  let length = lines.length
  let waiting: { lines: string[]; done: Promise<void> } | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** One thing at a time; one that fails does not stop the next. */
  const next = <T>(run: () => Promise<T>): Promise<T> => {
    const done = last.then(run, run)
    last = done.catch(() => undefined)
    return done
  }

  return {
    lines: lines.filter((line) => line !== ''),
    journal: {
      append: (more) => {
        if (waiting !== null) {
          for (const line of more) waiting.lines.push(line)
          return waiting.done
        }
        const group = { lines: [...more], done: Promise.resolve() }
        waiting = group
        group.done = next(async () => {
          waiting = null
          length += group.lines.length
          await handle.write(`${group.lines.join('\n')}\n`)
          await handle.datasync()
        })
        return group.done
      },
      length: () => length,
      rewrite: (all) =>
        next(async () => {
          const fresh = await writeLines(`${file}.new`, all)
          await rename(`${file}.new`, file)
          await handle.close()
          handle = fresh.handle
          length = fresh.count
        }),
      close: () => next(() => handle.close()),
    },
  }
}

/** Writes a whole file of lines, some at a time, and answers its handle, synced and still open for appending. */
export async function writeLines(
  file: string,
  lines: Iterable<string>,
): Promise<{ readonly handle: FileHandle; readonly count: number }> {
  await mkdir(dirname(file), { recursive: true })
  await open(file, 'w', 0o600).then((empty) => empty.close())
  const handle = await open(file, 'a')
  let count = 0
  let some: string[] = []
  const flush = async (): Promise<void> => {
    if (some.length > 0) await handle.write(`${some.join('\n')}\n`)
    some = []
  }
  for (const line of lines) {
    count++
    some.push(line)
    if (some.length >= AT_ONCE) await flush()
  }
  await flush()
  await handle.datasync()
  return { handle, count }
}
