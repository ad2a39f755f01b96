import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** A provider that does what a test says, good or bad. */
export interface ScriptedProvider {
  readonly issuer: string
  readonly privateKey: CryptoKey
  /** The answer to the next codes; good ones of Ana when undefined. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  /** What it says of itself, beside what is right. */
  metadata: Readonly<Record<string, unknown>>
  /** How often its keys were asked for. */
  readonly keysAsked: () => number
  readonly sign: (claims: JWTPayload, head?: Readonly<Record<string, unknown>>) => Promise<string>
  readonly close: () => void
}

export const CLIENT = 'watchfloor'

export async function scriptedProvider(): Promise<ScriptedProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  let keysAsked = 0
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', issuer)
    const json = (value: unknown): void => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    }
    if (pathname === '/.well-known/openid-configuration') {
      json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        ...provider.metadata,
      })
    } else if (pathname === '/keys') {
      keysAsked++
      json({ keys: [jwk] })
    } else provider.answer?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: ScriptedProvider = {
    issuer,
    privateKey,
    answer: undefined,
    metadata: {},
    keysAsked: () => keysAsked,
    sign: (claims, head = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...head }).sign(privateKey),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return provider
}

/** Answers a code with this ID token. */
export function tokensOf(idToken: string): ScriptedProvider['answer'] {
  return (_request, response) => {
    const body = { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  }
}
