import { onTestFinished } from 'vitest'
import type { Storage } from '../../../../server/src/storage/storage.ts'

/** Begins an empty store of an engine; answers the way to open it, again and again, each time after it was closed. */
export type Begin = () => Promise<() => Promise<Storage>>

/** A store of this test's own, which is closed when the test ends. */
export interface Place {
  readonly storage: Storage
  readonly close: () => Promise<void>
  /** Closes it and opens it again, as another start of a server does. */
  readonly reopen: () => Promise<Storage>
  /** Now, and after another start. */
  readonly nowAndLater: (check: (storage: Storage) => Promise<void>) => Promise<void>
}

export async function newPlace(begin: Begin): Promise<Place> {
  const open = await begin()
  const storage = await open()
  let current: Storage | undefined = storage
  const close = async (): Promise<void> => {
    const closing = current
    current = undefined
    await closing?.close()
  }
  const reopen = async (): Promise<Storage> => {
    await close()
    current = await open()
    return current
  }
  onTestFinished(close)
  return {
    storage,
    close,
    reopen,
    nowAndLater: async (check) => {
      await check(storage)
      await check(await reopen())
    },
  }
}
