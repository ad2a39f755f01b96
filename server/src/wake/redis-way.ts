import { isIP } from 'node:net'
import type { RedisClientOptions } from '@redis/client'
import type { Millis } from '@watchfloor/contract'
import type { WayMaker } from './way.ts'

/** Where Redis, or Valkey, is, and how one gets in. */
export interface RedisPlace {
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
  /** The other end is checked by name, against these authorities or the system's; undefined does without TLS. */
  readonly tls: { readonly ca: string | undefined } | undefined
  /** Those who hear it are servers of one log. */
  readonly channel: string
}

/** Longest silence of a connection that is asked every second. */
const SILENCE: Millis = 3_000
const PING_EVERY: Millis = 1_000

/**
 * A channel of Redis. Nothing is kept there, so that it may be emptied, full, or another one tomorrow. The library's own
 * attempts to connect again are switched off: a way is opened anew as a whole, because only both connections are one.
 */
export function redisWay(place: RedisPlace): WayMaker {
  return {
    name: 'redis',
    component: 'Redis',
    called: redisName(place),
    proofEvery: PING_EVERY,
    carries: true,
    open: async (heard, lost) => {
      // Most servers never need it.
      const { createClient } = await import('@redis/client')
      // One connection that listens can do nothing else for long.
      const [sender, listener] = [createClient(optionsOf(place)), createClient(optionsOf(place))]
      let isOver = false
      const close = (): void => {
        isOver = true
        sender.destroy()
        listener.destroy()
      }
      for (const client of [sender, listener])
        client.on('error', (error: unknown) => {
          if (isOver) return
          close()
          lost(error)
        })
      try {
        await Promise.all([sender.connect(), listener.connect()])
        // Not out of its parser, which would go round for ever if what is heard ends the connection.
        await listener.subscribe(place.channel, (message) => queueMicrotask(() => heard(message)))
      } catch (error) {
        close()
        throw error
      }
      return { send: (message) => sender.publish(place.channel, message), close }
    },
  }
}

/** How people call it. */
export function redisName({ host, port }: Pick<RedisPlace, 'host' | 'port'>): string {
  return `Redis at ${host.includes(':') ? `[${host}]` : host}:${port}`
}

function optionsOf({ host, port, user, password, tls }: RedisPlace) {
  const place = {
    host,
    port,
    connectTimeout: SILENCE,
    socketTimeout: SILENCE,
    reconnectStrategy: false,
  } as const
  const secured = {
    tls: true,
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    minVersion: 'TLSv1.2',
    // An address is no name to ask for.
    ...(isIP(host) === 0 && { servername: host }),
  } as const
  return {
    socket: tls === undefined ? place : { ...place, ...secured },
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    pingInterval: PING_EVERY,
    disableOfflineQueue: true,
    // What a user of ours may do there is as little as it needs.
    disableClientInfo: true,
    maintNotifications: 'disabled',
  } satisfies RedisClientOptions
}
