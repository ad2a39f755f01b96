import { randomUUID } from 'node:crypto'
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { freePort } from '../../support/network/free-port.ts'
import { CLIENT, scriptedProvider } from '../../support/sign-in/scripted-provider.ts'

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} }
const HOUR = 3_600_000

async function rig() {
  const provider = await scriptedProvider()
  onTestFinished(provider.close)
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const { core } = await runServer({
    listen: `127.0.0.1:${port}`,
    config: {
      sign_in: 'openid',
      external_url: publicUrl,
      openid: { issuer: provider.issuer, client_id: CLIENT },
    },
  })
  const open = async (subject: string, sid?: string): Promise<void> => {
    const person = { issuer: provider.issuer, subject, name: subject, role: 'viewer' } as const
    await core.openSession({
      device: 'browser',
      of: { way: 'openid', ...person, ...(sid !== undefined && { sid }) },
      address: '127.0.0.1',
      until: core.now() + HOUR,
    })
  }
  const now = Math.floor(Date.now() / 1_000)
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    iss: provider.issuer,
    aud: CLIENT,
    iat: now,
    exp: now + 120,
    jti: randomUUID(),
    events: EVENTS,
    sid: 'one',
    ...more,
  })
  const send = async (token: string): Promise<number> => {
    const response = await fetch(`${publicUrl}/sign-in/openid/back-channel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams({ logout_token: token })),
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    return response.status
  }
  const signedIn = (): readonly string[] =>
    core
      .sessions()
      .map(({ session: { of }, person }) => `${person.name} ${of.way === 'openid' ? (of.sid ?? '-') : ''}`)
      .toSorted()
  return { provider, open, claims, send, signedIn, now }
}

test('ends one session by its sid, all of somebody by sub, and those of nobody else', async () => {
  const { provider, open, claims, send, signedIn } = await rig()
  for (const sid of ['one', 'two']) await open('ana', sid)
  await open('ana')
  await open('bo', 'three')
  const typ = 'logout+jwt'
  expect(await send(await provider.sign(claims(), { typ }))).toBe(200)
  expect(signedIn()).toEqual(['ana -', 'ana two', 'bo three'])
  // Another's session under a name that is right.
  expect(await send(await provider.sign(claims({ sid: 'three', sub: 'ana' }), { typ }))).toBe(200)
  expect(signedIn()).toContain('bo three')
  const { sid: _none, ...bySubject } = claims({ sub: 'ana' })
  expect(await send(await provider.sign(bySubject, { typ }))).toBe(200)
  expect(signedIn()).toEqual(['bo three'])
})

test('a forged, foreign, old or used one ends nothing', async () => {
  const { provider, open, claims, send, signedIn, now } = await rig()
  await open('ana', 'one')
  const without = (name: string): JWTPayload => {
    const { [name]: _none, ...rest } = claims()
    return rest
  }
  const wrong: Readonly<Record<string, JWTPayload>> = {
    'another issuer': claims({ iss: 'https://evil.example' }),
    'another audience': claims({ aud: 'another' }),
    'no audience': without('aud'),
    'made long ago': claims({ iat: now - 3_600 }),
    'made in the future': claims({ iat: now + 3_600, exp: now + 7_200 }),
    over: claims({ iat: now - 150, exp: now - 100 }),
    'no time': without('iat'),
    'no end': without('exp'),
    'no name': without('jti'),
    'no events': without('events'),
    'another event': claims({ events: { 'http://schemas.openid.net/event/other': {} } }),
    'events that are none': claims({ events: Object.keys(EVENTS) }),
    'a nonce, as ID tokens have': claims({ nonce: 'n' }),
    'nobody at all': without('sid'),
    'a session that is no text': claims({ sid: 5 }),
  }
  for (const [what, payload] of Object.entries(wrong))
    expect([what, await send(await provider.sign(payload))]).toEqual([what, 400])
  expect(await send(await provider.sign(claims(), { typ: 'at+jwt' }))).toBe(400)

  const { privateKey } = await generateKeyPair('RS256')
  const forged = await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey)
  expect(await send(forged)).toBe(400)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  expect(await send(`${part({ alg: 'none' })}.${part(claims())}.`)).toBe(400)
  for (const text of ['', 'x', 'a.b.c', 'x'.repeat(20_000)]) expect(await send(text)).toBe(400)
  expect(signedIn()).toEqual(['ana one'])

  const token = await provider.sign(claims())
  expect(await send(token)).toBe(200)
  await open('ana', 'one')
  expect(await send(token)).toBe(400)
  expect(signedIn()).toEqual(['ana one'])
})

test('whoever sends tokens by unknown keys does not make us ask for keys each time', async () => {
  const { provider, claims, send } = await rig()
  const { privateKey } = await generateKeyPair('RS256')
  for (let n = 0; n < 20; n++) {
    const token = new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: `made up ${n}` })
    expect(await send(await token.sign(privateKey))).toBe(400)
  }
  expect(provider.keysAsked()).toBeLessThanOrEqual(2)
})
