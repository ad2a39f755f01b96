import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server } from '@watchfloor/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../../../server/src/server.ts'
import { boardStatus, deskOf, type Visitor, visitor } from '../../support/http/sign-in.ts'
import { freePort } from '../../support/network/free-port.ts'
import {
  type RunningProvider,
  startProvider,
  throughProvider,
} from '../../support/sign-in/openid-provider.ts'
import { until } from '../../support/until.ts'

const PEOPLE = {
  ana: { name: 'Ana Lima', groups: ['oncall', 'staff'] },
  bo: { name: 'Bo', groups: ['staff'] },
  cleo: { name: 'Cleo', groups: ['oncall'], teams: ['payments'] },
  root: { name: 'Root', groups: ['admins', 'oncall'] },
}

describe('people of a real provider', () => {
  let publicUrl: string
  let server: Server
  let provider: RunningProvider

  beforeAll(async () => {
    const port = await freePort()
    publicUrl = `http://127.0.0.1:${port}`
    provider = await startProvider(publicUrl, PEOPLE)
    const data_dir = await mkdtemp(join(tmpdir(), 'watchfloor-'))
    const client_secret_file = join(data_dir, 'secret')
    await writeFile(client_secret_file, `${provider.clientSecret}\n`)
    server = await startServer({
      config: {
        listen: `127.0.0.1:${port}`,
        data_dir,
        sign_in: 'openid',
        external_url: publicUrl,
        openid: {
          issuer: provider.issuer,
          name: 'Work',
          client_id: 'watchfloor',
          client_secret_file,
          roles: { oncall: 'responder', admins: 'admin' },
        },
      },
    })
    return async () => {
      await server.close()
      await provider.stop()
      await rm(data_dir, { recursive: true, force: true })
    }
  })

  const callbackOf = (browser: Visitor, login: string): Promise<URL> =>
    throughProvider(browser, `${publicUrl}/sign-in/openid`, login, { publicUrl })
  const signIn = async (login: string): Promise<Visitor> => {
    const browser = visitor(publicUrl)
    const page = await browser.get((await callbackOf(browser, login)).href)
    expect([login, page.status, await page.text()]).toEqual([login, 200, expect.stringContaining('You are')])
    return browser
  }
  const whoIs = async (browser: Visitor): Promise<unknown> =>
    ((await (await browser.get('/api/v2/session')).json()) as { who: unknown }).who

  test('sign in by code, PKCE, state and nonce; the browser carries a session of ours, and nothing of theirs', async () => {
    const ways = await fetch(`${publicUrl}/api/v2/sign-in`)
    expect(await ways.json()).toEqual({
      ways: [{ kind: 'openid', name: 'Work', url: `${publicUrl}/sign-in/openid` }, { kind: 'token' }],
    })
    const browser = visitor(publicUrl)
    const begun = await browser.get('/sign-in/openid')
    const to = new URL(begun.headers.get('location') ?? '')
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: `${publicUrl}/sign-in/openid/callback`,
    })
    expect(begun.headers.get('set-cookie')).toMatch(/^__Host-[^;]*; Path=\/; Secure; HttpOnly; SameSite=Lax/)
    const page = await browser.get((await callbackOf(browser, 'ana')).href)
    expect(page.headers.get('set-cookie')).toMatch(/^__Host-watchfloor=wfs_[^;]*; .*SameSite=Strict/)
    expect(await whoIs(browser)).toMatchObject({ name: 'Ana Lima', role: 'responder', way: 'openid' })
    expect((await browser.get('/api/v2/board')).status).toBe(200)
    expect((await browser.get('/api/v2/credentials')).status).toBe(403)
  })

  test('whom no claim gives a role may nothing, and is told what was looked for', async () => {
    const browser = visitor(publicUrl)
    const page = await browser.get((await callbackOf(browser, 'bo')).href)
    expect(page.status).toBe(403)
    const text = await page.text()
    expect(text).toContain('groups')
    expect(text).toContain('staff')
    expect(await whoIs(browser)).toBeNull()
  })

  test('of several roles the greatest holds', async () => {
    expect(await whoIs(await signIn('root'))).toMatchObject({ role: 'admin' })
  })

  test('a callback counts once, and only in the browser that began', async () => {
    const [ana, other] = [visitor(publicUrl), visitor(publicUrl)]
    const back = await callbackOf(ana, 'ana')
    // Somebody else's callback: their code, in a browser that began a sign-in of its own.
    await other.get('/sign-in/openid')
    const tricked = await other.get(back.href)
    expect([tricked.status, await tricked.text()]).toEqual([400, expect.stringContaining('another browser')])
    expect(await whoIs(other)).toBeNull()
    // It is used up by that, for its owner too.
    expect((await ana.get(back.href)).status).toBe(400)
    const again = await callbackOf(ana, 'ana')
    expect((await ana.get(again.href)).status).toBe(200)
    const signedOut = visitor(publicUrl)
    for (const [name, value] of ana.cookies)
      if (name !== '__Host-watchfloor') signedOut.cookies.set(name, value)
    expect((await signedOut.get(again.href)).status).toBe(400)
    expect(await whoIs(signedOut)).toBeNull()
  })

  test('what was tampered with signs nobody in', async () => {
    const tampered: Readonly<Record<string, (url: URL) => void>> = {
      'another code': ({ searchParams }) => searchParams.set('code', 'somebody-elses'),
      'no state': ({ searchParams }) => searchParams.delete('state'),
      'a state of nobody': ({ searchParams }) => searchParams.set('state', 'x'.repeat(43)),
      'two states': ({ searchParams }) => searchParams.append('state', 'x'),
      'two codes': ({ searchParams }) => searchParams.append('code', 'x'),
      'of another issuer': ({ searchParams }) => searchParams.set('iss', 'https://evil.example'),
      'no issuer': ({ searchParams }) => searchParams.delete('iss'),
    }
    for (const [what, tamper] of Object.entries(tampered)) {
      const browser = visitor(publicUrl)
      const back = await callbackOf(browser, 'ana')
      tamper(back)
      const page = await browser.get(back.href)
      expect([what, page.status >= 400 && page.status < 500]).toEqual([what, true])
      expect([what, await whoIs(browser)]).toEqual([what, null])
    }
  })

  test('what the provider refuses is said in its words, which are text', async () => {
    const browser = visitor(publicUrl)
    const begun = await browser.get('/sign-in/openid')
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: '<img src=x onerror=alert(1)>',
      state,
      iss: provider.issuer,
    })
    const page = await browser.get(`/sign-in/openid/callback?${query}`)
    const text = await page.text()
    expect([page.status, text]).toEqual([401, expect.stringContaining('Work did not let you in')])
    expect(text).not.toContain('<img')
  })

  test('two tabs of one browser may sign in at once', async () => {
    const browser = visitor(publicUrl)
    const one = await callbackOf(browser, 'ana')
    const two = await callbackOf(browser, 'ana')
    expect((await browser.get(one.href)).status).toBe(200)
    expect((await browser.get(two.href)).status).toBe(200)
    expect(await whoIs(browser)).toMatchObject({ name: 'Ana Lima' })
  })

  test('no page of somebody else’s begins a sign-in, and none says where it leads', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const begun = await visitor(publicUrl).get('/sign-in/openid', { 'sec-fetch-site': site })
      expect([site, begun.status, begun.headers.get('location')]).toEqual([site, 403, null])
    }
    const browser = visitor(publicUrl)
    for (const query of ['to=https://evil.example', 'port=443&state=evil.example&challenge=x'])
      await browser.get(`/sign-in/openid?${query}`)
    const back = await throughProvider(
      browser,
      `${publicUrl}/sign-in/openid?redirect=https://evil.example&to=//evil.example`,
      'ana',
      { publicUrl },
    )
    expect(await (await browser.get(back.href)).text()).not.toContain('evil')
  })

  test('sign-out ends the session here, and leads to the provider’s, once', async () => {
    const browser = await signIn('ana')
    const out = await fetch(`${publicUrl}/api/v2/session`, {
      method: 'DELETE',
      headers: { cookie: `__Host-watchfloor=${browser.cookies.get('__Host-watchfloor')}`, origin: publicUrl },
    })
    const { who, next = '' } = (await out.json()) as { who: unknown; next?: string }
    expect(who).toBeNull()
    expect(next).not.toContain('eyJ')
    const leaves = await browser.get(next)
    const to = new URL(leaves.headers.get('location') ?? '')
    expect([to.origin, to.pathname]).toEqual([provider.issuer, '/session/end'])
    expect(to.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
    expect(to.searchParams.get('post_logout_redirect_uri')).toBe(`${publicUrl}/`)
    expect((await browser.get(to.href)).status).toBe(200)
    expect((await browser.get(next)).headers.get('location')).toBeNull()
    expect((await browser.get('/api/v2/board')).status).toBe(401)
  })

  test('who is signed out at the provider is signed out here, at their desk too', async () => {
    const browser = await signIn('cleo')
    const others = await signIn('ana')
    const desk = await deskOf(publicUrl, browser)
    expect(await boardStatus(server, desk.token)).toBe(200)
    // As a person does it at the provider itself.
    const page = await browser.get(`${provider.issuer}/session/end`)
    const text = await page.text()
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1] ?? ''
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    await browser.submit(action, { xsrf, logout: 'yes' }, { origin: provider.issuer })
    await until('the desk to be signed out', async () =>
      (await boardStatus(server, desk.token)) === 401 ? true : undefined,
    )
    expect((await browser.get('/api/v2/board')).status).toBe(401)
    expect((await others.get('/api/v2/board')).status).toBe(200)
  })

  test('while the provider is away, who is signed in goes on; with new keys it signs people in at once', async () => {
    const browser = await signIn('ana')
    await provider.stop()
    expect((await browser.get('/api/v2/board')).status).toBe(200)
    const late = visitor(publicUrl)
    const begun = await late.get('/sign-in/openid')
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state')
    const failed = await late.get(`/sign-in/openid/callback?code=x&state=${state}&iss=${provider.issuer}`)
    expect([failed.status, await failed.text()]).toEqual([
      503,
      expect.stringContaining('Work does not answer'),
    ])
    await until('a row that says so', async () => {
      const board = (await (await browser.get('/api/v2/board')).json()) as {
        health: readonly { component: string; status: string; message?: string }[]
      }
      const row = board.health.find(({ component }) => component === 'Sign-in by Work')
      return row?.status === 'degraded' ? row : undefined
    })
    await provider.restart()
    expect(await whoIs(await signIn('ana'))).toMatchObject({ name: 'Ana Lima' })
  })
})
