import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { join, resolve } from 'node:path'

/** More bytes than this the path of a socket may not have, on Linux and macOS alike (`sun_path`). */
const LONGEST_PATH = 103

/** Where the server of a data folder takes orders on its own machine: a socket file, or on Windows a pipe. */
export function controlPath(dataDir: string): string {
  const folder = resolve(dataDir)
  if (process.platform !== 'win32') return join(folder, 'watchfloor.sock')
  return `\\\\.\\pipe\\watchfloor-${createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 32)}`
}

/**
 * The way in for whoever runs this server, whatever became of its sign-in: a socket that only the user who owns the
 * data may open.
 */
export interface ControlSocket {
  /** Did this request come by it? */
  readonly has: (request: Pick<IncomingMessage, 'socket'>) => boolean
  /** Listens; rejects when that cannot be. The data folder must be ours: what an earlier process left there is removed. */
  readonly open: (path: string, listener: RequestListener) => Promise<void>
  readonly close: () => Promise<void>
}

export function createControlSocket(): ControlSocket {
  const peers = new WeakSet<Socket>()
  let close = async (): Promise<void> => {}
  return {
    has: ({ socket }) => peers.has(socket),
    open: async (path, listener) => {
      const isFile = process.platform !== 'win32'
      if (isFile && Buffer.byteLength(path) > LONGEST_PATH)
        throw new Error(`its path is longer than ${LONGEST_PATH} bytes: ${path}`)
      if (isFile) rmSync(path, { force: true })
      const server = createServer(listener)
      server.on('connection', (socket) => peers.add(socket))
      await once(server.listen(path), 'listening')
      if (isFile) chmodSync(path, 0o600)
      close = async () => {
        server.closeAllConnections()
        if (server.listening) await new Promise((done) => server.close(done))
      }
    },
    close: () => close(),
  }
}
