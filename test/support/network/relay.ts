import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/** A line to a port of this machine, whatever is spoken over it, that can be cut and frozen. */
export interface Relay {
  readonly port: number
  /** Connections that are open at the moment. */
  readonly open: () => number
  /** Resets whatever is open, and refuses what comes, until `restore`. */
  readonly cut: () => Promise<void>
  /** Nothing passes in either direction and nobody notices: what is on its way waits for `restore`, as packets would. */
  readonly freeze: () => void
  /** Ends either. */
  readonly restore: () => Promise<void>
  /** From now on it leads elsewhere; what is open is reset, as when an address moves to another machine. */
  readonly aim: (to: () => number) => void
  readonly close: () => Promise<void>
}

/** A relay on a free port of 127.0.0.1, each of whose connections goes to the port that holds when it is opened. */
export async function openRelay(to: () => number): Promise<Relay> {
  const lines = new Set<readonly [Socket, Socket]>()
  let target = to
  let isFrozen = false
  let server: Server | undefined
  let port = 0

  const accept = (near: Socket): void => {
    const far = dial(target(), '127.0.0.1')
    const line = [near, far] as const
    lines.add(line)
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true)
      from.on('error', () => into.resetAndDestroy())
      from.on('close', () => {
        lines.delete(line)
        // A line that was frozen does not tell either end that the other is gone.
        if (!isFrozen) into.destroy()
      })
      from.on('data', (bytes) => {
        if (into.destroyed) return
        if (!into.write(bytes)) from.pause()
      })
      into.on('drain', () => {
        if (!isFrozen) from.resume()
      })
      from.on('end', () => into.end())
    }
    if (isFrozen) for (const socket of line) socket.pause()
  }

  const reset = (): void => {
    for (const line of [...lines]) for (const socket of line) socket.resetAndDestroy()
  }

  const listen = async (): Promise<void> => {
    const listening = createServer({ pauseOnConnect: false }, accept)
    server = listening
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject)
      listening.listen(port, '127.0.0.1', resolve)
    })
    const address = listening.address()
    if (typeof address === 'object' && address !== null) port = address.port
  }

  const stopListening = async (): Promise<void> => {
    const listening = server
    server = undefined
    if (listening === undefined) return
    const closed = new Promise((resolve) => listening.close(resolve))
    reset()
    await closed
  }

  await listen()
  return {
    port,
    open: () => lines.size,
    cut: stopListening,
    freeze: () => {
      isFrozen = true
      for (const line of lines) for (const socket of line) socket.pause()
    },
    restore: async () => {
      isFrozen = false
      for (const [near, far] of lines) {
        if (near.destroyed || far.destroyed) for (const socket of [near, far]) socket.destroy()
        else for (const socket of [near, far]) socket.resume()
      }
      if (server === undefined) await listen()
    },
    aim: (next) => {
      target = next
      reset()
    },
    close: stopListening,
  }
}
