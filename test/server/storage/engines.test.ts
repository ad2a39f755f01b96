import { join } from 'node:path'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { storageConformance } from './storage-conformance.ts'

storageConformance('SQLite', async () => {
  const file = join(await tempDir(), 'watchfloor.db')
  return () => openSqlite(file)
})

storageConformance('the store in memory, on which tests run', async () => {
  const disk = new MemoryDisk()
  return async () => disk.open()
})
