import { fileOf, passwordOf } from './config/named-files.ts'
import type { Settings } from './config/settings.ts'
import { problemOf, StartProblem } from './ground/start-problem.ts'
import type { RedisPlace } from './wake/redis-way.ts'

/** Where Redis is, as the settings say; undefined where there is none. Throws a `StartProblem` for what cannot be meant. */
export function redisPlace(
  { redis, postgres, store }: Pick<Settings, 'redis' | 'postgres' | 'store'>,
  environment: Readonly<Record<string, string | undefined>>,
): RedisPlace | undefined {
  if (redis.url === '') return undefined
  if (store !== 'postgres')
    throw new StartProblem(
      `redis.url is set, and the store is ${store}, which only one server can have: there is nobody to wake. Leave it out, or set store to postgres.`,
    )
  const { protocol, hostname, port } = new URL(redis.url)
  const isSecured = protocol === 'rediss:'
  if (redis.ca_file !== '' && !isSecured)
    throw new StartProblem(
      'redis.ca_file is set, and redis.url does not speak TLS. Let it begin with rediss://, or leave the file out.',
    )
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    user: redis.user === '' ? undefined : redis.user,
    // The variable is the one that Redis' own program reads.
    password:
      redis.password_file === ''
        ? environment.REDISCLI_AUTH
        : passwordOf('redis.password_file', redis.password_file, 'the user'),
    tls: isSecured
      ? { ca: redis.ca_file === '' ? undefined : fileOf('redis.ca_file', redis.ca_file) }
      : undefined,
    // A Redis is used by many, and each log is heard by its own servers.
    channel: `${redis.prefix}:${postgres.database}:${postgres.schema}`,
  }
}

/** What keeps the settings from naming a Redis, as far as that is seen without asking it; undefined when nothing does. */
export function redisProblem(
  settings: Pick<Settings, 'redis' | 'postgres' | 'store'>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return problemOf(() => redisPlace(settings, environment))
}
