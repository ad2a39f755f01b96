import { basename } from 'node:path'
import { formatTime } from '@watchfloor/contract'
import { present } from './cluster/presence.ts'
import type { Settings } from './config/settings.ts'
import type { Logger } from './ground/logger.ts'
import { reasonOf } from './ground/reason-of.ts'
import { StartProblem } from './ground/start-problem.ts'
import type { FoundDamaged } from './health/lost-tail.ts'
import { identityOf } from './node-identity.ts'
import { postgresPlace } from './postgres-place.ts'
import { redisPlace } from './redis-place.ts'
import { nameOf } from './storage/postgres/place.ts'
import { openOrBegin } from './storage/sqlite/open-or-begin.ts'
import type { Storage } from './storage/storage.ts'
import { type RedisPlace, redisWay } from './wake/redis-way.ts'
import { keepWakes, type Wakes, type WakesParts } from './wake/wakes.ts'

/** What a store that several servers may share is told of this one. */
export interface ThisServer extends Omit<WakesParts, 'node' | 'maker'> {
  /** Where a program on this machine reaches it. */
  readonly url: string
  readonly version: string
}

export interface OpenStorage {
  readonly storage: Storage
  /** How it wakes others that share the store, and they it; closed with it. */
  readonly wakes: Wakes | undefined
  /** What was lost of it, where it was damaged. */
  readonly damage?: FoundDamaged | undefined
}

/** Opens the store that the settings name; rejects with a `StartProblem` for whatever keeps it from being opened. */
export async function openStorage(
  settings: Settings,
  file: string,
  now: number,
  server: ThisServer,
): Promise<OpenStorage> {
  const redis = redisPlace(settings, process.env)
  if (settings.store === 'postgres') return openDatabase(settings, redis, server)
  return { ...(await openFile(file, settings.disk.reserve, now, server.logger)), wakes: undefined }
}

/** Opens the file, or begins a new one where it is damaged. */
async function openFile(
  file: string,
  reserve: number,
  now: number,
  logger: Logger,
): Promise<Pick<OpenStorage, 'storage' | 'damage'>> {
  let damage: FoundDamaged | undefined
  try {
    const storage = await openOrBegin(
      file,
      formatTime(now).replaceAll(/[^0-9]/g, ''),
      ({ aside, reason, isCut }) => {
        damage = { aside: basename(aside), isCut }
        logger.error(
          { database: file, aside, reason },
          isCut
            ? 'the database is damaged: what was committed last was put aside, and the log goes on without it; clients that have seen it are told to take the board anew, and what people did in those moments has to be done again'
            : 'the database is damaged: it was put aside, a new log begins, and clients are told to take the board anew',
        )
      },
      reserve,
    )
    return { storage, damage }
  } catch (error) {
    throw new StartProblem(
      `The database ${file} cannot be opened: ${reasonOf(error)}. Put it right, or choose another folder with --data-dir.`,
    )
  }
}

async function openDatabase(
  settings: Settings,
  redis: RedisPlace | undefined,
  server: ThisServer,
): Promise<OpenStorage> {
  const place = postgresPlace(settings, process.env)
  const node = identityOf(settings, server.url, server.version)
  // Most servers never need the driver.
  const { openPostgres } = await import('./storage/postgres/postgres-storage.ts')
  const { notifyWay } = await import('./storage/postgres/notify-way.ts')
  const maker = redis === undefined ? notifyWay(place) : redisWay(redis)
  const wakes = keepWakes({ ...server, node: node.id, maker })
  try {
    const onTrouble = (err: unknown): void =>
      server.logger.warn({ err }, 'this server gives no signs of life to the others that share its database')
    const storage = await openPostgres(place, { node, wakes, onTrouble })
    const { nodes } = storage.shared
    wakes.amid(() => {
      const { rows = [], at = 0 } = nodes.seen() ?? {}
      return present(rows, at).filter(({ id }) => id !== node.id)
    })
    const close = async (): Promise<void> => {
      await storage.close()
      await wakes.close()
    }
    return { storage: { ...storage, close }, wakes }
  } catch (error) {
    await wakes.close()
    const name = nameOf(place)
    throw new StartProblem(
      `${name[0]?.toUpperCase()}${name.slice(1)} cannot be opened for ${place.user}: ${reasonOf(error)}. Put it right, or see the settings under postgres.`,
    )
  }
}
