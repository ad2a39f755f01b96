import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Did it reach the disk? If not, what was there before is still there. */
export type Written = { readonly ok: true } | { readonly ok: false; readonly error: string }

export interface FileWriter {
  /** Answers when this, or what was written after it, is on the disk. */
  write(data: string | Uint8Array): Promise<Written>
}

/**
 * Replaces one file, always whole: after a crash it is either the old one or the new one. One write at a time; of
 * what is asked for meanwhile only the latest is written. Its folder is made when it is missing.
 */
export function createFileWriter(file: string): FileWriter {
  let current: Promise<Written> | undefined
  let next: { data: string | Uint8Array; readonly written: Promise<Written> } | undefined

  const begin = (data: string | Uint8Array): Promise<Written> => {
    current = replace(file, data).finally(() => {
      current = undefined
    })
    return current
  }

  return {
    write: (data) => {
      if (next !== undefined) {
        next.data = data
        return next.written
      }
      if (current === undefined) return begin(data)
      const written = current.then(() => {
        const latest = next?.data ?? data
        next = undefined
        return begin(latest)
      })
      next = { data, written }
      return written
    },
  }
}

async function replace(file: string, data: string | Uint8Array): Promise<Written> {
  const draft = `${file}.writing`
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
    return { ok: true }
  } catch (error) {
    return { ok: false, error: (error as Error).message }
  }
}
