import { connect as dial, type Socket } from 'node:net'
import { reopeningPort } from './reopening-port.ts'

/** A line to a port of this machine, whatever is spoken over it, that can be cut and frozen. */
export interface Relay {
  readonly port: number
  /** Connections that are open at the moment. */
  readonly open: () => number
  /** Resets whatever is open, and refuses what comes, until `restore`. */
  readonly cut: () => Promise<void>
  /** Nothing passes in either direction and nobody notices: what is on its way waits for `restore`, as packets would. */
  readonly freeze: () => void | Promise<void>
  /** Ends either. */
  readonly restore: () => Promise<void>
  /** From now on it leads elsewhere; what is open is reset, as when an address moves to another machine. */
  readonly aim: (to: () => Target) => void
  readonly close: () => Promise<void>
}

/** A port of this machine, or somewhere else. */
type Target = number | { readonly hostname: string; readonly port: string }

/** A relay on a free port of 127.0.0.1, each of whose connections goes where it leads when it is opened. */
export async function openRelay(to: () => Target): Promise<Relay> {
  const lines = new Set<readonly [Socket, Socket]>()
  let target = to
  let isFrozen = false

  const accept = (near: Socket): void => {
    const at = target()
    const far = typeof at === 'number' ? dial(at, '127.0.0.1') : dial(Number(at.port), at.hostname)
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

  const port = reopeningPort(accept)
  const close = (): Promise<void> => port.close(reset)
  await port.open()
  return {
    port: port.number(),
    open: () => lines.size,
    cut: close,
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
      await port.open()
    },
    aim: (next) => {
      target = next
      reset()
    },
    close,
  }
}
