import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../server/src/server.ts'
import { apiReference, type Document } from './api.ts'
import { metricsReference } from './metrics.ts'
import { settingsReference } from './settings.ts'

/** The pages of `docs/reference`, by their file names, as the sources have them now. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['api.md', apiReference(await ownDescription())],
    ['metrics.md', metricsReference()],
    ['settings.md', settingsReference()],
  ])
}

/** What a server says of itself. */
async function ownDescription(): Promise<Document> {
  const data_dir = await mkdtemp(join(tmpdir(), 'watchfloor-docs-'))
  const server = await startServer({ config: { data_dir, listen: '127.0.0.1:0' } })
  try {
    return (await (await fetch(`${server.url}/openapi.json`)).json()) as Document
  } finally {
    await server.close()
    await rm(data_dir, { recursive: true, force: true })
  }
}
