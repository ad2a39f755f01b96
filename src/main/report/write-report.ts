import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** So many earlier ones stay. */
const KEPT = 4
const NAME = /^watchfloor-report-[\dTZ-]+$/

/** Writes a report's files to a folder of its own, that nobody else on this computer may read; answers it. */
export async function writeReport(
  folder: string,
  at: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const own = join(folder, `watchfloor-report-${at.replace(/[:.]/g, '-')}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(files)) await writeFile(join(own, name), text, { mode: 0o600 })
  const earlier = (await readdir(folder)).filter((name) => NAME.test(name)).sort()
  for (const name of earlier.slice(0, -KEPT - 1)) await rm(join(folder, name), { recursive: true })
  return own
}
