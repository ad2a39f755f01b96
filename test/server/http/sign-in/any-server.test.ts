import type { JoinLinkAnswer, Session } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import type { SomeSettings } from '../../../../server/src/config/settings.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import {
  bearer,
  deskOf,
  newDesk,
  questionIn,
  signedIn,
  tokenOf,
  visitor,
} from '../../../support/http/sign-in.ts'
import { inTurns } from '../../../support/network/in-turns.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { CLIENT, scriptedProvider, tokensOf } from '../../../support/sign-in/scripted-provider.ts'
import { until } from '../../../support/until.ts'

const postgres = sharedPostgres()

/** Servers of one database, behind a proxy that sends each request to the next of them. */
async function several(count: number, more: (url: string) => SomeSettings) {
  const { host, port, database, user, schema } = await postgres().newPlace()
  const servers: Server[] = []
  const proxy = await inTurns(() => servers.map(({ url }) => url))
  for (let n = 1; n <= count; n++) {
    const config: SomeSettings = {
      ...more(proxy.url),
      external_url: proxy.url,
      node: { name: `node-${n}` },
      store: 'postgres',
      postgres: { host, port, database, user, schema },
    }
    servers.push(await runServer({ config }))
  }
  return { url: proxy.url, servers, first: servers[0] as Server, second: servers[1] as Server }
}

test('each step of every way in is another server’s, and people, desks and links come in', async () => {
  const { url, first, second, servers } = await several(2, () => ({ sign_in: 'tokens' }))
  const token = await tokenOf(first, 'Ana', 'admin')
  const browser = visitor(url)
  const answer = await browser.submit('/sign-in/token', { ...newDesk().ask, token })
  expect(answer.status).toBe(303)
  for (const _ of servers) expect((await browser.get('/api/v2/board')).status).toBe(200)
  for (const _ of servers) {
    const desk = await deskOf(url, browser)
    // Each server knows what another has just given.
    for (let round = 0; round < 3; round++)
      expect((await fetch(`${url}/api/v2/board`, { headers: bearer(desk.token) })).status).toBe(200)
    let { refresh } = desk
    for (let round = 0; round < 3; round++) {
      const renewed = await post(`${url}/api/v2/session/refresh`, { refresh })
      expect(renewed.status).toBe(200)
      refresh = ((await renewed.json()) as { readonly refresh: string }).refresh
    }
  }

  const desk = newDesk()
  const question = await questionIn(await browser.get(desk.path))
  const agreed = await browser.submit('/sign-in/desk', { question, answer: 'yes' })
  const code = new URL(agreed.headers.get('location') ?? '').searchParams.get('code')
  const given = await Promise.all(
    [first, second, first, second].map(async (server) =>
      post(`${server.url}/api/v2/session/desk`, { code, verifier: desk.verifier }),
    ),
  )
  expect(given.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401])

  const made = await post(`${url}/api/v2/join-links`, { name: 'Bo' }, bearer(token))
  const { link } = (await made.json()) as JoinLinkAnswer
  const joinCode = new URL(link).searchParams.get('code')
  const joined = await Promise.all(
    servers.map((server) => post(`${server.url}/api/v2/join`, { code: joinCode })),
  )
  expect(joined.map(({ status }) => status).toSorted()).toEqual([200, 410])
  const who = joined.find(({ status }) => status === 200)
  const own = JSON.stringify(await who?.json()).match(/"token":"([^"]+)"/)?.[1] ?? ''
  for (const server of servers)
    expect((await fetch(`${server.url}/api/v2/board`, { headers: bearer(own) })).status).toBe(200)

  // Signed out at one, nobody anywhere.
  expect(
    (await fetch(`${url}/api/v2/session`, { method: 'DELETE', headers: cookieOf(browser) })).status,
  ).toBe(200)
  for (const server of servers)
    await until('the session to be over', async () => {
      const { status } = await fetch(`${server.url}/api/v2/board`, { headers: cookieOf(browser) })
      return status === 401 || undefined
    })
})

function cookieOf({ cookies }: ReturnType<typeof visitor>): { readonly cookie: string } {
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
}

test('whoever guesses is told to wait by all servers together', async () => {
  const { url } = await several(3, () => ({ sign_in: 'tokens' }))
  const statuses: number[] = []
  for (let n = 0; n < 24; n++) {
    const answer = await post(`${url}/api/v2/join`, { code: `${n}`.padStart(43, 'x') })
    statuses.push(answer.status)
    await answer.body?.cancel()
  }
  // Three servers, of which each alone would let through twenty.
  expect(statuses.filter((status) => status === 404).length).toBeLessThan(23)
  expect(statuses.slice(-2)).toEqual([429, 429])
})

test('a person who is at the provider comes back to another server than they left', async () => {
  const provider = await scriptedProvider()
  const { url, servers } = await several(2, (url) => ({
    sign_in: 'openid',
    external_url: url,
    openid: { issuer: provider.issuer, name: 'Work', client_id: CLIENT, roles: { oncall: 'responder' } },
  }))
  const browser = visitor(url)
  const begun = await browser.get('/sign-in/openid')
  const asked = new URL(begun.headers.get('location') ?? '').searchParams
  const now = Math.floor(Date.now() / 1_000)
  const claims = { iss: provider.issuer, aud: CLIENT, sub: 'ana', name: 'Ana', groups: ['oncall'] }
  const nonce = asked.get('nonce') ?? ''
  provider.answer = tokensOf(await provider.sign({ ...claims, nonce, iat: now, exp: now + 300 }))
  const back = `/sign-in/openid/callback?code=c&state=${asked.get('state')}`
  expect((await browser.get(back)).status).toBe(200)
  for (const _ of servers) {
    const { who } = (await (await browser.get('/api/v2/session')).json()) as Session
    expect(who).toMatchObject({ name: 'Ana', role: 'responder' })
  }
  expect((await browser.get(back)).status).toBe(400)
  await provider.close()
})

test('who signs in at one server is known at the next request to another', async () => {
  const { servers, second } = await several(2, () => ({ sign_in: 'tokens' }))
  const browser = await signedIn(second, 'Cleo')
  for (const server of servers)
    expect((await fetch(`${server.url}/api/v2/board`, { headers: cookieOf(browser) })).status).toBe(200)
})
