import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { tempDir } from './temp-dir.ts'

const run = promisify(execFile)

/** A disk of this size at a new folder; undefined where this user may not mount one. */
export async function smallDisk(mebibytes: number): Promise<string | undefined> {
  const folder = await tempDir()
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder])
  } catch {
    return undefined
  }
  onTestFinished(async () => void (await run('umount', [folder])))
  return folder
}
