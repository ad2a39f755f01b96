import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Rights of anybody but the person who runs the app. */
const OTHERS = 0o077

/** From now on nobody else on this computer may read what this process writes. */
export function writePrivately(): void {
  process.umask(OTHERS)
}

/**
 * Takes everybody else's rights on a folder of this app, and on the files right in it, away: an earlier version, or a
 * copy, may have left them. What cannot be changed is reported.
 */
export async function closeToOthers(folder: string, report: (error: unknown) => void): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name))
  await Promise.all(
    [close(folder, 0o700), ...files.map((file) => close(file, 0o600))].map((one) => one.catch(report)),
  )
}

async function close(path: string, mode: number): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && (found.mode & OTHERS) !== 0) await chmod(path, mode)
}
