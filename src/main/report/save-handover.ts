import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@watchfloor/client'
import { formatTime, type Millis } from '@watchfloor/contract'

export interface HandoverWorld {
  /** Where the digests of shifts stand; they are the person's, and none is taken away. */
  readonly folder: string
  readonly now: () => Millis
  /** Shows a folder in the system's file manager. */
  readonly show: (folder: string) => Promise<unknown>
  readonly report: (error: unknown) => void
}

/** Keeps the digest of a shift; answers its file. */
export type SaveHandover = (text: string) => Promise<Result<string>>

export function handoverSaver({ folder, now, show, report }: HandoverWorld): SaveHandover {
  return async (text) => {
    const file = join(folder, `handover-${formatTime(now()).replace(/[:.]/g, '-')}.md`)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(file, text, { mode: 0o600 })
      // Without a file manager it is there all the same, and the page says where.
      show(folder).catch(report)
      return { ok: true, value: file }
    } catch (error) {
      return { ok: false, reason: 'server_error', message: (error as Error).message }
    }
  }
}
