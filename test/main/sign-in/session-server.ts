import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DeskSession } from '@watchfloor/contract'
import { onTestFinished } from 'vitest'

/** What it says about a desk's session, and what it was asked: as the server does it, and whatever a test wants besides. */
export interface SessionServer {
  readonly url: string
  readonly asked: { readonly path: string; readonly body: Record<string, string> }[]
  /** Tokens are good for so long, seconds. */
  life: number
  /** What it answers instead. */
  refuses: number | null
  /** Answers wait for this. */
  gate: Promise<unknown>
  /** The next code, for a challenge. */
  agree(challenge: string): string
  /** Refresh tokens that are good. */
  readonly good: Set<string>
  give(): DeskSession
}

export async function startSessionServer(): Promise<SessionServer> {
  const codes = new Map<string, string>()
  const good = new Set<string>()
  const secret = (): string => randomBytes(12).toString('hex')
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const body = JSON.parse(await textOf(request)) as Record<string, string>
    of.asked.push({ path, body })
    await of.gate
    const { code = '', verifier = '', refresh = '' } = body
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const isGood =
      of.refuses === null && (path.endsWith('/desk') ? codes.get(code) === challenge : good.delete(refresh))
    codes.delete(code)
    const status = of.refuses ?? (isGood ? 200 : 401)
    response.writeHead(status, { 'content-type': 'application/json' })
    const error = { error: { code: 'unauthorized', message: 'this session is over' } }
    response.end(JSON.stringify(status === 200 ? of.give() : error))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const of: SessionServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    life: 3_600,
    refuses: null,
    gate: Promise.resolve(),
    good,
    agree: (challenge) => {
      const code = secret()
      codes.set(code, challenge)
      return code
    },
    give: () => {
      const refresh = `refresh-${secret()}`
      good.add(refresh)
      const expires_at = new Date(Date.now() + of.life * 1_000).toISOString()
      const principal = {
        name: 'Ana',
        role: 'responder' as const,
        scope: null,
        way: 'token',
        expires_at,
        may: ['read'],
      }
      return { token: `token-${secret()}`, refresh, expires_at, principal }
    },
  }
  return of
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += piece
  return text
}
