import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, type ServerOptions, startServer } from '@watchfloor/server'
import { beforeAll, onTestFinished } from 'vitest'
import { tempDir } from '../temp-dir.ts'

/** A real server in this process, on a free port and a folder of its own, closed when the test ends. */
export async function runServer({
  listen = '127.0.0.1:0',
  ...options
}: ServerOptions & { readonly listen?: string } = {}): Promise<Server> {
  const data_dir = await tempDir()
  const server = await startServer({ ...options, config: { data_dir, ...options.config, listen } })
  onTestFinished(() => server.close())
  return server
}

/** One server for all tests of the file or block that calls this; they must leave each other alone. */
export function sharedServer(
  options: ServerOptions = {},
  prepare: (server: Server) => Promise<void> = async () => {},
): () => Server {
  let server: Server | undefined
  beforeAll(async () => {
    const data_dir = await mkdtemp(join(tmpdir(), 'watchfloor-'))
    const started = await startServer({
      ...options,
      config: { data_dir, ...options.config, listen: '127.0.0.1:0' },
    })
    server = started
    await prepare(started)
    return async () => {
      await started.close()
      await rm(data_dir, { recursive: true, force: true })
    }
  })
  return () => {
    if (server === undefined) throw new Error('the server has not started')
    return server
  }
}
