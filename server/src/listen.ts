import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { listenAddress } from './config/settings.ts'
import { StartProblem } from './start-problem.ts'

export interface Listening {
  readonly port: number
  /** Where a program on this machine reaches the server. */
  readonly url: string
  /** Can other machines reach it? */
  readonly exposed: boolean
}

/** Starts to listen; a refusal of the system becomes one clear sentence. */
export async function listen(app: FastifyInstance, address: string): Promise<Listening> {
  const { host, port } = listenAddress(address)
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw new StartProblem(explain(address, error))
  }
  const bound = app.server.address() as AddressInfo
  const everywhere = bound.address === '0.0.0.0' || bound.address === '::'
  const loopback = bound.address.startsWith('127.') || bound.address === '::1'
  const reachable = everywhere ? (bound.family === 'IPv6' ? '::1' : '127.0.0.1') : bound.address
  const shown = reachable.includes(':') ? `[${reachable}]` : reachable
  return { port: bound.port, url: `http://${shown}:${bound.port}`, exposed: !loopback }
}

function explain(address: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'EADDRINUSE':
      return `${address} is already in use. Stop the program that listens there, or choose another address with --listen HOST:PORT.`
    case 'EACCES':
      return `This user may not listen on ${address}. Choose a port above 1023 with --listen HOST:PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${address} is not an address of this machine. Choose another with --listen HOST:PORT.`
    default:
      return `Cannot listen on ${address}: ${error instanceof Error ? error.message : String(error)}.`
  }
}
