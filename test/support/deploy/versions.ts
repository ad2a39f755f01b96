import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What of the server is released, by its package.json, and what an upgrade of it is called. */
export interface Versions {
  readonly present: string
  readonly next: string
}

export async function readVersions(): Promise<Versions> {
  const file = join(import.meta.dirname, '../../../server/package.json')
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version: string }
  return { present: version, next: version.replace(/\d+$/, (patch) => String(Number(patch) + 1)) }
}
