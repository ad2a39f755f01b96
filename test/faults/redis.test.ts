import { isDeepStrictEqual } from 'node:util'
import type { BoardSnapshot, People, Stats } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { accessOf, bearer } from '../support/http/people.ts'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { sharedPostgres } from '../support/programs/postgres.ts'
import { sharedRedis } from '../support/programs/redis.ts'
import { type StreamClient, sse } from '../support/stream/stream-clients.ts'
import { until } from '../support/until.ts'

const postgres = sharedPostgres()
const redis = sharedRedis()

const access = accessOf({ Ann: { role: 'admin' }, Bob: { role: 'admin' } })

/** Two servers of one database. */
async function pair(url: string): Promise<readonly [Server, Server]> {
  const { host, port, database, user, schema } = await postgres().newPlace()
  const config = {
    store: 'postgres',
    postgres: { host, port, database, user, schema },
    redis: { url },
  } as const
  const of = (name: string) => runServer({ access, config: { ...config, node: { name } } })
  return [await of('one'), await of('other')]
}

const get = async <T>({ url }: Server, path: string): Promise<T> =>
  (await (await fetch(`${url}/api/v2${path}`, { headers: bearer('Ann') })).json()) as T

/** Takes an alert in at one server, and waits until another tells its reader of it. */
async function told(from: Server, alertname: string, reader: StreamClient): Promise<void> {
  const answer = await post(`${from.url}/api/v2/alerts`, [{ labels: { alertname } }], bearer('Ann'))
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  await reader.until(({ events }) => events.some((event) => JSON.stringify(event).includes(alertname)))
}

const works = (server: Server, isWorking: boolean): Promise<true> =>
  until(`waking to ${isWorking ? 'work' : 'fail'}`, async () => {
    const text = await (await fetch(`${server.url}/metrics`, { headers: bearer('Ann') })).text()
    return text.includes(`watchfloor_wakes_working{way="redis"} ${isWorking ? 1 : 0}`) || undefined
  })

/** Who is known to listen, as that server says. */
const listening = async (server: Server): Promise<readonly string[]> =>
  (await get<People>(server, '/people')).people.flatMap((person) => (person.is_listening ? person.name : []))

test('Redis not there at the start, frozen and killed: each server sees what the other took, says so, and is well again by itself', async () => {
  await redis().stop()
  const [one, other] = await pair(`redis://127.0.0.1:${redis().port}`)
  const [atOne, atOther] = [
    sse.open(one.url, { headers: bearer('Bob') }),
    sse.open(other.url, { headers: bearer('Ann') }),
  ]
  await told(one, 'NotThere', atOther)
  const row = await until('the row to say so', async () =>
    (await get<BoardSnapshot>(one, '/board')).health.find(({ message }) => message?.startsWith('Redis at ')),
  )
  expect(row.status).toBe('degraded')
  await redis().start()
  await Promise.all([works(one, true), works(other, true)])
  await told(other, 'BySign', atOne)
  await until('who listens there', async () => (await listening(other)).includes('Bob') || undefined)

  redis().freeze()
  await told(one, 'FrozenAtOnce', atOther)
  await Promise.all([works(one, false), works(other, false)])
  await told(other, 'FrozenLater', atOne)
  redis().goOn()
  await Promise.all([works(one, true), works(other, true)])

  await redis().stop()
  await told(one, 'Killed', atOther)
  // Each counts the same state by itself, at most twice a second.
  const numbers = async (server: Server): Promise<Partial<Stats> & { readonly cursor: string }> => {
    const { cursor, stats } = await get<BoardSnapshot>(server, '/board')
    return { cursor, ...stats, at: '', last_seen: {} }
  }
  await until('all to be counted', async () => (await numbers(one)).firing_alerts === 5 || undefined)
  await until(
    'the other to count the same',
    async () => isDeepStrictEqual(await numbers(one), await numbers(other)) || undefined,
  )
  const [first = 0] = atOther.sequences
  expect(atOther.sequences).toEqual(atOther.sequences.map((_, n) => first + n))
  expect(atOther.controls.map(({ control }) => control)).not.toContain('reset')
})
