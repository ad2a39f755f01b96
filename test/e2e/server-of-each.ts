import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

/** Starts a server, with nothing in it, for each test of the file that calls this. Answers where that of now is. */
export function serverOfEach(): Pick<ServerProcess, 'url'> {
  let folder: string
  let server: ServerProcess
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
    server = await startServerProcess(join(folder, 'data'))
  })
  test.afterEach(async () => {
    await server.program.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    get url() {
      return server.url
    },
  }
}
