import { open } from 'node:fs/promises'

/** So much of the end of a log says what happened lately. */
const BYTES = 262_144

/** The last whole lines of a program's log, and of the file before it where it has only just begun. */
export async function logTail(file: string): Promise<string> {
  const now = await tailOf(file, BYTES)
  const before = now.length < BYTES ? await tailOf(`${file}.old`, BYTES - now.length) : ''
  return before + now
}

async function tailOf(file: string, bytes: number): Promise<string> {
  try {
    const handle = await open(file)
    try {
      const { size } = await handle.stat()
      const from = Math.max(0, size - bytes)
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
      const text = buffer.toString('utf8', 0, bytesRead)
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? ''
      : `This log cannot be read: ${(error as Error).message}\n`
  }
}
