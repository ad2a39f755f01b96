import { type Server, type ServerOptions, startServer } from '@watchfloor/server'
import { onTestFinished } from 'vitest'
import { tempDir } from './temp-dir.ts'

/** A real server in this process, on a free port and a folder of its own, closed when the test ends. */
export async function runServer(options: ServerOptions = {}): Promise<Server> {
  const data_dir = await tempDir()
  const server = await startServer({
    ...options,
    config: { data_dir, ...options.config, listen: '127.0.0.1:0' },
  })
  onTestFinished(() => server.close())
  return server
}
