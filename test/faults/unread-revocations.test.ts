import { CLOSE_RESTART, type DeskSession } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { bearer, boardStatus, deskOf, signedIn, tokenOf } from '../support/http/sign-in.ts'
import { sharedPostgres } from '../support/programs/postgres.ts'
import { openSocket, sse } from '../support/stream/stream-clients.ts'
import { until } from '../support/until.ts'

const postgres = sharedPostgres()
const GRACE = 2_000

async function placeOf() {
  const { host, port, database, user, schema } = await postgres().newPlace()
  const settings = { host, port, database, user, schema, patience: 1_000, sign_in_grace: GRACE }
  return { store: 'postgres', postgres: settings } as const
}

test.each(['frozen', 'stopped'] as const)(
  'while PostgreSQL is %s for longer than the grace nobody who signed in is let in by what may have been taken back, and nobody is signed out',
  async (how) => {
    const place = await placeOf()
    const server = await runServer({ config: { ...place, sign_in: 'tokens' } })
    const { url } = server
    const token = await tokenOf(server, 'Ana', 'viewer')
    const browser = await signedIn(server, 'Bo')
    const desk: DeskSession = await deskOf(url, browser)
    const stream = sse.open(url, { headers: bearer(token) })
    const socket = openSocket(url, {}, { headers: bearer(desk.token) })
    await Promise.all([stream.untilControl('hello'), socket.client.untilControl('hello')])
    const { freeze, stop, goOn, start } = postgres()
    const [away, back] = how === 'frozen' ? [freeze, goOn] : [stop, start]
    let isAway = true
    const comeBack = async (): Promise<void> => {
      if (isAway) await back()
      isAway = false
    }
    onTestFinished(comeBack)
    await away()
    // Until the grace is over, what is known holds.
    expect(await boardStatus(server, token)).toBe(200)
    await Promise.all([stream.ended, socket.client.ended])
    const told = { control: 'error', code: 'unavailable', message: expect.stringContaining('taken back') }
    expect(stream.controls.at(-1)).toMatchObject(told)
    expect(socket.client.controls.at(-1)).toMatchObject(told)
    // The server's restart code: its client comes again, here or elsewhere, and asks nobody to sign in.
    expect(await socket.client.ended).toBe(String(CLOSE_RESTART))
    const refused = await fetch(`${url}/api/v2/board`, { headers: bearer(desk.token) })
    expect([refused.status, await refused.text()]).toEqual([
      503,
      expect.stringContaining('does not reach its database'),
    ])
    expect(await boardStatus(server, token)).toBe(503)
    // Who is not known may have come in elsewhere.
    expect(await boardStatus(server, 'wft_of-nobody-here')).toBe(503)
    expect((await browser.get('/api/v2/session')).status).toBe(503)
    const refresh = (): Promise<Response> => post(`${url}/api/v2/session/refresh`, { refresh: desk.refresh })
    expect((await refresh()).status).toBe(503)

    await comeBack()
    await until('the board again', async () => (await boardStatus(server, token)) === 200 || undefined)
    expect(await boardStatus(server, desk.token)).toBe(200)
    expect(await boardStatus(server, 'wft_of-nobody-here')).toBe(401)
    expect((await refresh()).status).toBe(200)
    expect((await browser.get('/api/v2/board')).status).toBe(200)
  },
)

test('where nobody signs in the board goes on, however long', async () => {
  const server = await runServer({ config: await placeOf() })
  const stream = sse.open(server.url)
  await stream.untilControl('hello')
  await postgres().stop()
  try {
    await until('longer than the grace', () =>
      server.core.beside.behind() > GRACE + 1_500 ? true : undefined,
    )
    expect((await fetch(`${server.url}/api/v2/board`)).status).toBe(200)
    expect(stream.controls.filter(({ control }) => control === 'error')).toEqual([])
  } finally {
    await postgres().start()
  }
})
