import type { AuditEntry, DeskSession, Session } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { describe, expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import {
  bearer,
  boardStatus,
  deskOf,
  newDesk,
  questionIn,
  refresh,
  signedIn,
  tokenOf,
  visitor,
} from '../../../support/http/sign-in.ts'
import { sse } from '../../../support/stream/stream-clients.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const HOUR = 3_600_000
let ahead = 0
/** Moved by hand; what ends otherwise ends by the machine's. */
const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() + ahead }
const shared = sharedServer({ config: { sign_in: 'tokens' }, clock })

const refreshed = async (server: Server, text: string): Promise<DeskSession> =>
  (await (await refresh(server, text)).json()) as DeskSession

const auditOf = async (server: Server): Promise<readonly AuditEntry[]> => {
  const headers = bearer(await tokenOf(server, 'Auditor', 'admin'))
  const answer = await fetch(`${server.url}/api/v2/audit`, { headers })
  return ((await answer.json()) as { readonly entries: readonly AuditEntry[] }).entries
}

describe('a desk is let in by its person, in the system’s browser', () => {
  test('who is not signed in is asked to, and then whether the desk may; it comes in as them', async () => {
    const { url } = shared()
    const desk = newDesk()
    const browser = visitor(url)
    const ways = await browser.get(desk.path)
    expect(await ways.text()).toContain('name="token"')
    const form = { ...desk.ask, token: await tokenOf(shared(), 'Ana <Lima>') }
    await browser.submit('/sign-in/token', form)
    const page = await browser.get(desk.path)
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self' http://127.0.0.1:45678;")
    expect(policy).not.toContain('script-src')
    const text = await page.clone().text()
    expect(text).toContain('Ana &lt;Lima&gt;')
    expect(text).not.toContain('<Lima>')
    const answer = await browser.submit('/sign-in/desk', { question: await questionIn(page), answer: 'yes' })
    const to = new URL(answer.headers.get('location') ?? '')
    expect([answer.status, to.origin, to.pathname]).toEqual([303, 'http://127.0.0.1:45678', '/signed-in'])
    expect(to.searchParams.get('state')).toBe(desk.ask.state)
    const opened = await post(`${url}/api/v2/session/desk`, {
      code: to.searchParams.get('code'),
      verifier: desk.verifier,
    })
    expect(opened.headers.get('cache-control')).toBe('no-store')
    const session = (await opened.json()) as DeskSession
    expect(session.principal).toMatchObject({ name: 'Ana <Lima>', role: 'responder', way: 'token' })
    expect(Date.parse(session.expires_at) - clock.now()).toBeLessThanOrEqual(HOUR)
    const who = await fetch(`${url}/api/v2/session`, { headers: bearer(session.token) })
    expect((await who.json()) as Session).toMatchObject({ who: { name: 'Ana <Lima>' } })
    // Once.
    const again = { code: to.searchParams.get('code'), verifier: desk.verifier }
    expect((await post(`${url}/api/v2/session/desk`, again)).status).toBe(401)
  })

  test('a code is good for the desk that asked, once, and not after its person signed out', async () => {
    const server = shared()
    const browser = await signedIn(server, 'Bo')
    const codeOf = async (): Promise<readonly [code: string, verifier: string]> => {
      const desk = newDesk()
      const question = await questionIn(await browser.get(desk.path))
      const answer = await browser.submit('/sign-in/desk', { question, answer: 'yes' })
      return [new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '', desk.verifier]
    }
    const exchange = (code: string, verifier: string): Promise<Response> =>
      post(`${server.url}/api/v2/session/desk`, { code, verifier })
    const [code, verifier] = await codeOf()
    expect((await exchange(code, newDesk().verifier)).status).toBe(401)
    // Whoever tried with another verifier has used it up.
    expect((await exchange(code, verifier)).status).toBe(401)
    const [late, lateVerifier] = await codeOf()
    ahead += 61_000
    expect((await exchange(late, lateVerifier)).status).toBe(401)
    const [gone, goneVerifier] = await codeOf()
    await browser.get('/api/v2/session')
    await server.core.endSessions(({ id }) => server.core.session(id)?.person.name === 'Bo')
    expect((await exchange(gone, goneVerifier)).status).toBe(401)
  })

  test('whoever says no lets nothing in; a question is answered once, by the session that was asked', async () => {
    const server = shared()
    const [cleo, dee] = [await signedIn(server, 'Cleo'), await signedIn(server, 'Dee')]
    const desk = newDesk()
    const no = await cleo.submit('/sign-in/desk', {
      question: await questionIn(await cleo.get(desk.path)),
      answer: 'no',
    })
    expect(no.headers.get('location')).toContain('error=access_denied')
    expect(no.headers.get('location')).not.toContain('code=')
    const question = await questionIn(await cleo.get(desk.path))
    expect((await dee.submit('/sign-in/desk', { question, answer: 'yes' })).status).toBe(400)
    expect((await cleo.submit('/sign-in/desk', { question, answer: 'yes' })).status).toBe(400)
  })

  test('pages of others can neither show the question, nor answer it, nor choose where the code goes', async () => {
    const server = await runServer({
      config: { sign_in: 'tokens', allowed_origins: ['https://karma.example.com'] },
    })
    const browser = await signedIn(server, 'Eve')
    const desk = newDesk()
    const question = async (): Promise<string> => questionIn(await browser.get(desk.path))
    for (const origin of [
      'https://evil.example',
      'null',
      'https://karma.example.com',
      'http://localhost:1',
    ]) {
      const form = { question: await question(), answer: 'yes' }
      const answer = await browser.submit('/sign-in/desk', form, { origin })
      expect([origin, answer.status, answer.headers.get('location')]).toEqual([origin, 403, null])
      const token = await browser.submit('/sign-in/token', { ...desk.ask, token: 'x' }, { origin })
      expect([origin, token.status]).toEqual([origin, 403])
    }
    for (const site of ['cross-site', 'same-site']) {
      const shown = await browser.get(desk.path, { 'sec-fetch-site': site })
      expect([site, shown.status]).toEqual([site, 403])
      expect(await questionIn(shown)).toBe('')
    }
    const { port, state, challenge } = desk.ask
    for (const [wrong, query] of Object.entries({
      'a low port': { port: '80', state, challenge },
      'no port': { port: '45678@evil.example', state, challenge },
      'a host': { port: 'evil.example', state, challenge },
      'a plain challenge': { port, state, challenge: 'x' },
      'a state with markup': { port, state: '"><script>', challenge },
    })) {
      const shown = await browser.get(`/sign-in/desk?${new URLSearchParams(query)}`)
      expect([wrong, shown.status]).toEqual([wrong, 400])
    }
    const twice = await browser.get(`${desk.path}&port=45679`)
    expect(twice.status).toBe(400)
  })
})

describe('a desk goes on with its session', () => {
  test('each refresh brings both anew; what was lost on the way is asked for again within a minute', async () => {
    const server = shared()
    const first = await deskOf(server.url, await signedIn(server, 'Flo'))
    const lost = await refreshed(server, first.refresh)
    const second = await refreshed(server, first.refresh)
    expect(second.token).not.toBe(lost.token)
    expect(await boardStatus(server, lost.token)).toBe(401)
    // What streams were opened with stays good until its own end.
    expect(await boardStatus(server, first.token)).toBe(200)
    expect(await boardStatus(server, second.token)).toBe(200)
    ahead += HOUR
    expect(await boardStatus(server, second.token)).toBe(401)
    const third = await refreshed(server, second.refresh)
    expect(await boardStatus(server, third.token)).toBe(200)
  })

  test('a refresh token that is used again later ends the session: its thief’s part, too', async () => {
    const server = shared()
    const first = await deskOf(server.url, await signedIn(server, 'Gus'))
    const second = await refreshed(server, first.refresh)
    ahead += 61_000
    const stream = sse.open(server.url, { headers: bearer(second.token) })
    await stream.untilControl('hello')
    const reused = await refresh(server, first.refresh)
    expect([reused.status, await reused.text()]).toEqual([401, expect.stringContaining('used twice')])
    expect(await stream.untilControl('error')).toMatchObject({ code: 'unauthorized' })
    expect(await boardStatus(server, second.token)).toBe(401)
    const [, id] = /^wfs_([0-9a-f]{12})/.exec(second.token) ?? []
    const entries = await auditOf(server)
    expect(entries.filter(({ credentials }) => credentials?.ids.includes(`session:${id}`))).toContainEqual(
      expect.objectContaining({
        what: 'session.end',
        detail: expect.objectContaining({ why: 'a refresh token was used twice' }),
      }),
    )
    expect((await refresh(server, second.refresh)).status).toBe(401)
  })

  test('a thief who is first within the minute is found out when the desk goes on', async () => {
    const server = shared()
    const first = await deskOf(server.url, await signedIn(server, 'Hal'))
    const own = await refreshed(server, first.refresh)
    const stolen = await refreshed(server, first.refresh)
    expect((await refresh(server, own.refresh)).status).toBe(401)
    expect(await boardStatus(server, stolen.token)).toBe(401)
  })

  test('an id alone ends nothing', async () => {
    const server = shared()
    const desk = await deskOf(server.url, await signedIn(server, 'Ida'))
    const forged = desk.refresh.slice(0, 16) + 'A'.repeat(desk.refresh.length - 16)
    expect((await refresh(server, forged)).status).toBe(401)
    expect((await refresh(server, `${desk.refresh}x`)).status).toBe(401)
    expect(await boardStatus(server, desk.token)).toBe(200)
    // What goes on is no way in.
    expect(await boardStatus(server, desk.refresh)).toBe(401)
  })

  test('nothing makes it older than session_age; a restart does not end it', async () => {
    const data_dir = await tempDir()
    const config = { sign_in: 'tokens', data_dir, session_age: 3 * HOUR } as const
    const before = await runServer({ config, clock })
    const first = await deskOf(before.url, await signedIn(before, 'Joy'))
    await before.close()
    const server = await runServer({ config, clock })
    expect(await boardStatus(server, first.token)).toBe(200)
    ahead += 2.5 * HOUR
    const last = await refreshed(server, first.refresh)
    expect(Date.parse(last.expires_at) - clock.now()).toBeLessThanOrEqual(0.5 * HOUR)
    ahead += 0.5 * HOUR
    expect(await boardStatus(server, last.token)).toBe(401)
    expect((await refresh(server, last.refresh)).status).toBe(401)
  })
})
