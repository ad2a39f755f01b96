import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll } from '@electron/asar'

/** Node reads no archives as Electron does: the app is unpacked, for as long as this process lives. */
export function unpackApp(archive: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-app-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  extractAll(archive, folder)
  return folder
}
