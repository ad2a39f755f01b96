import type { Session, Who } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import type { JWTPayload } from 'jose'
import { onTestFinished } from 'vitest'
import type { SomeSettings } from '../../../server/src/config/settings.ts'
import { runServer } from '../http/run-server.ts'
import { visitor } from '../http/sign-in.ts'
import { freePort } from '../network/free-port.ts'
import { CLIENT, type ScriptedProvider } from './scripted-provider.ts'

/** A server whose people sign in at this provider, which ends with the test. */
export async function start(
  provider: ScriptedProvider,
  openid: NonNullable<SomeSettings['openid']> = {},
): Promise<{ readonly server: Server; readonly publicUrl: string }> {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  onTestFinished(provider.close)
  const server = await runServer({
    listen: `127.0.0.1:${port}`,
    config: {
      sign_in: 'openid',
      external_url: publicUrl,
      openid: {
        issuer: provider.issuer,
        name: 'Work',
        client_id: CLIENT,
        roles: { oncall: 'responder' },
        ...openid,
      },
    },
  })
  return { server, publicUrl }
}

interface Attempt {
  readonly nonce: string
  readonly good: JWTPayload
}

/** Begins a sign-in, lets the provider answer what `prepare` says, and comes back with a code. */
export async function attempt(
  provider: ScriptedProvider,
  publicUrl: string,
  prepare: (attempt: Attempt) => Promise<ScriptedProvider['answer']>,
): Promise<{
  readonly status: number
  readonly text: string
  readonly isIn: boolean
  readonly who: Who | null
}> {
  const browser = visitor(publicUrl)
  const begun = await browser.get('/sign-in/openid')
  const asked = new URL(begun.headers.get('location') ?? '').searchParams
  const nonce = asked.get('nonce') ?? ''
  const now = Math.floor(Date.now() / 1_000)
  const good = {
    iss: provider.issuer,
    aud: CLIENT,
    sub: 'ana',
    name: 'Ana',
    groups: ['oncall'],
    nonce,
    iat: now,
    exp: now + 300,
  }
  provider.answer = await prepare({ nonce, good })
  const page = await browser.get(`/sign-in/openid/callback?code=c&state=${asked.get('state')}`)
  const isIn = (await browser.get('/api/v2/board')).status === 200
  const { who } = (await (await browser.get('/api/v2/session')).json()) as Session
  return { status: page.status, text: await page.text(), isIn, who }
}
