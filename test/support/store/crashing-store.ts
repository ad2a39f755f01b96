import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import type { Changes, Storage } from '../../../server/src/storage/storage.ts'
import { tempDir } from '../temp-dir.ts'

export interface CrashingStore {
  readonly store: Storage
  /** A file as a crash at this moment leaves it. */
  readonly crash: () => Promise<string>
}

/** A store in a file whose tables do not follow by the clock, but for what is in them from the beginning. */
export async function crashingStore(tabled?: Changes): Promise<CrashingStore> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const file = join(await tempDir(), 'watchfloor.db')
  if (tabled !== undefined) {
    const before = await openSqlite(file)
    await before.commit(tabled)
    await before.close()
  }
  return {
    store: await openedUntilEnd(file),
    crash: async () => {
      const crashed = join(await tempDir(), 'watchfloor.db')
      for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${crashed}${part}`)
      return crashed
    },
  }
}

/** Closed when the test is over. */
export async function openedUntilEnd(file: string): Promise<Storage> {
  const store = await openSqlite(file)
  onTestFinished(() => store.close())
  return store
}
