import { createServer, type Server, type Socket } from 'node:net'

/** A port of 127.0.0.1 that can refuse for a while, and is the same one afterwards. */
export interface ReopeningPort {
  readonly number: () => number
  /** Does nothing while it is open. */
  readonly open: () => Promise<void>
  /** Refuses what comes; resolves when what was open, which `reset` has to end, is gone. */
  readonly close: (reset: () => void) => Promise<void>
}

export function reopeningPort(accept: (socket: Socket) => void): ReopeningPort {
  let server: Server | undefined
  let number = 0
  return {
    number: () => number,
    open: async () => {
      if (server !== undefined) return
      const listening = createServer(accept)
      server = listening
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject)
        listening.listen(number, '127.0.0.1', resolve)
      })
      const address = listening.address()
      if (typeof address === 'object' && address !== null) number = address.port
    },
    close: async (reset) => {
      const listening = server
      server = undefined
      if (listening === undefined) return
      const closed = new Promise((resolve) => listening.close(resolve))
      reset()
      await closed
    },
  }
}
