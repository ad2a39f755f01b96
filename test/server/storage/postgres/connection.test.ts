import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startServer } from '@watchfloor/server'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { notifyWay } from '../../../../server/src/storage/postgres/notify-way.ts'
import { post } from '../../../support/http/post.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { realWakes, troubled, wake, working } from '../../../support/store/real-wakes.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const postgres = sharedPostgres({ secured: true })
const PASSWORD = 'a "secret" with \\ and ü'

beforeAll(async () => {
  await postgres().ask(`CREATE ROLE secured LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'`)
  await postgres().ask('GRANT CREATE ON DATABASE watchfloor TO secured')
})

/** What a server's start comes to, with these settings of the database; all that it logged and said. */
async function start(some: Readonly<Record<string, unknown>>, password = PASSWORD) {
  const folder = await tempDir()
  const [password_file, ca_file] = [join(folder, 'password'), join(folder, 'ca.pem')]
  await writeFile(password_file, `${password}\n`)
  await writeFile(ca_file, postgres().authority)
  const said: unknown[] = []
  const log = (...words: unknown[]): void => void said.push(...words)
  const logger = { fatal: log, error: log, warn: log, info: log, debug: log, trace: log } as never
  const { port } = postgres()
  const server = await startServer({
    logger,
    config: {
      data_dir: join(folder, 'data'),
      listen: '127.0.0.1:0',
      store: 'postgres',
      postgres: {
        host: '127.0.0.1',
        port,
        user: 'secured',
        schema: 'secured',
        tls: 'verify-full',
        password_file,
        ca_file,
        ...some,
      },
    },
  }).catch((error: unknown) => error as Error)
  if (server instanceof Error) return { problem: server.message, said: JSON.stringify(said) }
  onTestFinished(server.close)
  return { server, said: JSON.stringify(said) }
}

test('a server signs in with its password, over TLS to the host that it means, and tells nobody the password', async () => {
  const { server, said } = await start({})
  if (server === undefined) throw new Error('it did not start')
  expect((await post(`${server.url}/api/v2/alerts`, [{ labels: { alertname: 'Kept' } }])).status).toBe(200)
  const [session] = await postgres().ask(
    `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'watchfloor writes'`,
  )
  expect(session).toEqual({ ssl: true })
  const told = await Promise.all(
    ['/api/v2/board', '/api/v2/audit', '/health/realtime', '/metrics'].map(async (path) =>
      (await fetch(server.url + path)).text(),
    ),
  )
  for (const text of [said, ...told]) expect(text).not.toContain('secret')
})

test.for([
  ['another password', {}, 'no', /password authentication failed/],
  ['another name', { host: 'localhost' }, PASSWORD, /does not match certificate's altnames/],
  ['no TLS', { tls: 'off' }, PASSWORD, /rejects connection/],
  ['another port', { port: 1 }, PASSWORD, /ECONNREFUSED/],
] as const)(
  'what keeps a server from its database is said, and no secret: %s',
  async ([, some, password, words]) => {
    const { problem, said } = await start(some, password)
    expect(problem).toMatch(words)
    expect(problem).toMatch(
      /^The PostgreSQL database watchfloor \(schema secured\) at .* cannot be opened for secured: /,
    )
    expect(`${problem}${said}`).not.toContain('secret')
  },
)

test('a certificate that nobody vouches for is refused', async () => {
  const { problem } = await start({ ca_file: '' })
  expect(problem).toMatch(/self.signed certificate/)
})

test('a file of the password that is empty or missing is said before anything is tried', async () => {
  expect((await start({}, '')).problem).toMatch(/postgres\.password_file .* is empty\. Write the password/)
  expect((await start({ password_file: '/nowhere/at/all' })).problem).toMatch(
    /postgres\.password_file cannot be read: ENOENT/,
  )
})

test('without Redis they hear each other by the database, those of one schema; lost, it is opened again', async () => {
  const place = await postgres().newPlace()
  const [one, other, stranger] = [
    realWakes(notifyWay(place)),
    realWakes(notifyWay(place)),
    realWakes(notifyWay({ ...place, schema: 'elsewhere' })),
  ]
  await working(one, other, stranger)
  await wake(one, other)
  expect(stranger.looks).not.toContain('notify')
  expect(one.words()).toBeUndefined()
  expect(one.findings()).toEqual([])
  await postgres().ask(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'watchfloor nodes'",
  )
  expect(await troubled(one)).toMatch(/^LISTEN and NOTIFY of .* cannot be used since/)
  await working(one, other, stranger)
  await wake(one, other)
  expect(one.findings()[0]?.status).toBe('healthy')
})
