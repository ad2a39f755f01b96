import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

/** Rights of anybody but the owner. */
const OTHERS = 0o077
const STICKY = 0o1000
/** What this server writes is named so. */
const OURS = /^watchfloor\./

/** From now on nobody but this user may read what this process writes, whichever part of it does. */
export function writePrivately(): void {
  // Threads may not say so, and need not: it holds for all of the process.
  if (isMainThread) process.umask(OTHERS)
}

/**
 * Takes everybody else's rights on the data folder and our files in it away; an earlier version, or a copy, may have
 * left them. Answers what they may still read. A folder that others write to as well, or that holds other folders
 * (`/tmp`, `/var/lib`), is not ours to close: there our files alone are.
 */
export function closeToOthers(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  const isShared =
    (lstatSync(folder).mode & STICKY) !== 0 ||
    entries.some((entry) => entry.isDirectory() && entry.name !== 'lost+found')
  const files = entries.filter((entry) => entry.isFile() && OURS.test(entry.name))
  return [
    ...(isShared || close(folder, 0o700) ? [] : [folder]),
    ...files.map(({ name }) => join(folder, name)).filter((file) => !close(file, 0o600)),
  ]
}

/** False when it belongs to somebody else. */
function close(path: string, mode: number): boolean {
  if ((lstatSync(path).mode & OTHERS) === 0) return true
  try {
    chmodSync(path, mode)
    return true
  } catch {
    return false
  }
}
