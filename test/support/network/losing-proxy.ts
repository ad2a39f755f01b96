import { createServer, connect as dial, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * What happens to the next thing that is asked on a connection that somebody is after: it is lost on its way, its
 * answer is, or it arrives only when nobody waits for it any more.
 */
export type Loss = 'request' | 'answer' | 'late'

/** A TCP proxy that loses one thing, on a connection whose first bytes say a word. */
export interface LosingProxy {
  readonly port: number
  /** Resolves when it has happened, and the connection is gone for whoever asked. */
  readonly loseNext: (loss: Loss) => Promise<void>
  /** What was kept back arrives; resolves when its answer has come, which nobody hears. */
  readonly deliver: () => Promise<void>
}

export async function startLosingProxy(port: number, word: string): Promise<LosingProxy> {
  let next: { readonly loss: Loss; readonly happened: () => void } | undefined
  let late: { readonly bytes: Buffer; readonly to: Socket } | undefined
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = dial(port, '127.0.0.1')
    let isMeant: boolean | undefined
    let isLosingAnswer = false
    const tell = (): void => {
      const { happened } = next ?? {}
      next = undefined
      client.once('close', () => happened?.())
      client.resetAndDestroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('close', () => {
      if (late?.to !== upstream) upstream.destroy()
    })
    upstream.on('close', () => client.destroy())
    client.on('data', (bytes) => {
      isMeant ??= bytes.includes(word)
      const loss = isMeant ? next?.loss : undefined
      if (loss === 'request' || loss === 'late') {
        if (loss === 'late') late = { bytes, to: upstream }
        return tell()
      }
      isLosingAnswer = loss === 'answer'
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (isLosingAnswer) tell()
      else if (!client.destroyed) client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    loseNext: (loss) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      next = { loss, happened: resolve }
      return promise
    },
    deliver: async () => {
      if (late === undefined) throw new Error('nothing was kept back')
      const { bytes, to } = late
      const answered = new Promise((resolve) => to.once('data', resolve))
      to.write(bytes)
      await answered
      to.destroy()
    },
  }
}
