import { generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { visitor } from '../../support/http/sign-in.ts'
import {
  CLIENT,
  type ScriptedProvider,
  scriptedProvider,
  tokensOf,
} from '../../support/sign-in/scripted-provider.ts'
import { attempt, start } from '../../support/sign-in/scripted-sign-in.ts'

test('an ID token counts only whole: by a key of the provider, for us, of this sign-in, and now', async () => {
  const provider = await scriptedProvider()
  const { publicUrl } = await start(provider)
  const signed = (change: (good: JWTPayload) => JWTPayload, head?: Readonly<Record<string, unknown>>) =>
    attempt(provider, publicUrl, async ({ good }) => tokensOf(await provider.sign(change(good), head)))
  expect(await signed((good) => good)).toMatchObject({ status: 200, isIn: true })

  const others: Readonly<Record<string, (good: JWTPayload) => JWTPayload>> = {
    'another nonce': (good) => ({ ...good, nonce: 'x' }),
    'no nonce': ({ nonce: _none, ...good }) => good,
    'another issuer': (good) => ({ ...good, iss: 'https://evil.example' }),
    'for another client': (good) => ({ ...good, aud: 'another' }),
    'for several, and not made for us': (good) => ({ ...good, aud: [CLIENT, 'another'], azp: 'another' }),
    'no end': ({ exp: _none, ...good }) => good,
    'no subject': ({ sub: _none, ...good }) => good,
  }
  for (const [what, change] of Object.entries(others)) {
    const { status, isIn } = await signed(change)
    expect([what, status, isIn]).toEqual([what, 401, false])
  }
  expect(await signed((good) => good, { kid: 'two' })).toMatchObject({ status: 401, isIn: false })

  const { privateKey } = await generateKeyPair('RS256')
  const forged = await attempt(provider, publicUrl, async ({ good }) =>
    tokensOf(await new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey)),
  )
  expect(forged).toMatchObject({ status: 401, isIn: false })
  const unsigned = await attempt(provider, publicUrl, async ({ good }) => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    return tokensOf(`${part({ alg: 'none' })}.${part(good)}.`)
  })
  expect(unsigned).toMatchObject({ status: 401, isIn: false })
  const shared = await attempt(provider, publicUrl, async ({ good }) =>
    tokensOf(
      await new SignJWT(good)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode('x'.repeat(32))),
    ),
  )
  expect(shared).toMatchObject({ status: 401, isIn: false })
})

test('a clock that is off is named', async () => {
  const provider = await scriptedProvider()
  const { publicUrl } = await start(provider)
  const { status, text } = await attempt(provider, publicUrl, async ({ good }) =>
    tokensOf(await provider.sign({ ...good, iat: 1_700_000_000, exp: 1_700_000_300 })),
  )
  expect([status, text]).toEqual([401, expect.stringContaining('one of the two clocks is off')])
  expect(text).toContain('2023-11-14T')
})

test('a provider that answers at length, elsewhere, or nonsense signs nobody in, and costs little', async () => {
  const provider = await scriptedProvider()
  const { publicUrl } = await start(provider)
  const answers: Readonly<Record<string, ScriptedProvider['answer']>> = {
    'without an end': (_request, response) => {
      response.setHeader('content-type', 'application/json')
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    },
    'by sending us elsewhere': (_request, response) => {
      response.writeHead(307, { location: `${publicUrl}/api/v2/session` }).end()
    },
    'no JSON': (_request, response) => {
      response.setHeader('content-type', 'application/json').end('<html>')
    },
    'no token': (_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"access_token":"a","token_type":"bearer"}')
    },
    'by hanging up': (request) => {
      request.socket.destroy()
    },
  }
  for (const [what, answer] of Object.entries(answers)) {
    const { status, isIn } = await attempt(provider, publicUrl, async () => answer)
    expect([what, status === 401 || status === 503, isIn]).toEqual([what, true, false])
  }
})

test('a provider that never answers is waited for some seconds, while the board goes on', async () => {
  const provider = await scriptedProvider()
  const { server, publicUrl } = await start(provider)
  const waiting = attempt(provider, publicUrl, async () => () => {})
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect(await waiting).toMatchObject({ status: 503, isIn: false })
})

test('a provider that says it is another, or sends people somewhere without TLS, is not used', async () => {
  for (const metadata of [
    { issuer: 'https://evil.example' },
    { authorization_endpoint: 'http://login.example.com/auth' },
    { token_endpoint: 'http://10.0.0.1/token' },
    { authorization_endpoint: 'javascript:alert(1)' },
  ]) {
    const provider = await scriptedProvider()
    provider.metadata = metadata
    const { publicUrl } = await start(provider)
    const begun = await visitor(publicUrl).get('/sign-in/openid')
    expect([metadata, begun.status, begun.headers.get('location')]).toEqual([metadata, 503, null])
  }
})
