import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { afterAll, beforeAll } from 'vitest'
import type { RedisPlace } from '../../../server/src/wake/redis-way.ts'
import { freePort } from '../network/free-port.ts'
import { makePairIn } from '../network/make-pair.ts'
import { until } from '../until.ts'
import { type Program, startProgram } from './program.ts'

/** A real Redis with ports of its own. */
export interface Redis {
  readonly port: number
  /** The same one by TLS: as 127.0.0.1 and `cache.example.com`, to the user `secured` with the password `open sesame`. */
  readonly tlsPort: number
  /** Who vouches for it, in PEM. */
  readonly authority: string
  /** A place with a channel that nobody else uses. */
  readonly newPlace: (some?: Partial<RedisPlace>) => RedisPlace
  /** Asks as a user who may do everything. */
  readonly ask: (...command: readonly string[]) => Promise<unknown>
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
  readonly start: () => Promise<void>
  /** It stops answering, and stays as it is, until it goes on. */
  readonly freeze: () => void
  readonly goOn: () => void
}

/** May do what a server of ours needs, and nothing else. */
const SECURED =
  'user secured on ">open sesame" resetchannels &watchfloor:* -@all +publish +subscribe +ping +hello +auth'

/** One for all tests of a file. Ended by its pid when they are over. */
export function sharedRedis(): () => Redis {
  let running: (Redis & { readonly end: () => Promise<void> }) | undefined
  beforeAll(async () => {
    running = await startRedis()
  })
  afterAll(() => running?.end())
  return () => {
    if (running === undefined) throw new Error('Redis is not running')
    return running
  }
}

/** Whoever starts it ends it. */
export async function startRedis(): Promise<Redis & { readonly end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-redis-'))
  const { certificate, certificate_file, key_file } = await makePairIn(folder, ['cache.example.com'])
  const [port, tlsPort] = [await freePort(), await freePort()]
  const config = join(folder, 'redis.conf')
  await writeFile(
    config,
    `bind 127.0.0.1\nport ${port}\ntls-port ${tlsPort}\ntls-cert-file ${certificate_file}\ntls-key-file ${key_file}
tls-auth-clients no\nsave ""\nappendonly no\ndir ${folder}\nmaxmemory 64mb\n${SECURED}\n`,
  )
  let program: Program | undefined
  let places = 0
  const start = async (): Promise<void> => {
    program = startProgram('redis-server', [config])
    const { output, exited } = program
    let hasEnded = false
    void exited.then(() => {
      hasEnded = true
    })
    await until('Redis to start', () => {
      if (hasEnded) throw new Error(output())
      return output().includes('Ready to accept connections') ? true : undefined
    })
  }
  const stop = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    program?.child.kill('SIGCONT')
    await program?.stop(signal)
  }
  await start()
  return {
    port,
    tlsPort,
    authority: certificate,
    start,
    stop,
    freeze: () => program?.child.kill('SIGSTOP'),
    goOn: () => program?.child.kill('SIGCONT'),
    ask: async (...command) => {
      const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false } })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return await client.sendCommand([...command])
      } finally {
        client.destroy()
      }
    },
    newPlace: (some = {}) => ({
      host: '127.0.0.1',
      port,
      user: undefined,
      password: undefined,
      tls: undefined,
      channel: `watchfloor:test:${++places}`,
      ...some,
    }),
    end: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
