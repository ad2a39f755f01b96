import { createHash, randomBytes } from 'node:crypto'
import type { DeskSession, Role } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { post } from './post.ts'

/** A browser as far as signing in goes: it keeps cookies, and says whose page asks. */
export interface Visitor {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>
  readonly submit: (
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>
  readonly cookies: Map<string, string>
}

export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>()
  const origin = new URL(url).origin
  const go = async (path: string, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie !== '' && { cookie }), ...init.headers }
    const response = await fetch(new URL(path, `${url}/`), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  return {
    get: (path, headers = {}) => go(path, { headers }),
    submit: (path, form, headers = {}) =>
      go(path, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: String(new URLSearchParams(form)),
      }),
    cookies,
  }
}

/** What a desk makes before it opens the browser. */
export function newDesk(port = 45_678) {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const ask = { port: String(port), state: 'a-state-of-its-own', challenge }
  return { verifier, ask, path: `/sign-in/desk?${new URLSearchParams(ask)}` }
}

/** The question of the page that asks whether a desk may come in. */
export async function questionIn(page: Response): Promise<string> {
  return /name="question" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
}

/** A desk that this browser's person lets in. */
export async function deskOf(url: string, browser: Visitor): Promise<DeskSession> {
  const desk = newDesk()
  const question = await questionIn(await browser.get(desk.path))
  const answer = await browser.submit('/sign-in/desk', { question, answer: 'yes' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code')
  const opened = await fetch(`${url}/api/v2/session/desk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, verifier: desk.verifier }),
  })
  return (await opened.json()) as DeskSession
}

/** A new token of somebody. */
export async function tokenOf(server: Server, name: string, role: Role = 'responder'): Promise<string> {
  const wanted = { name, role, scope: undefined, labels: undefined, expiresAt: undefined, by: 'Root' }
  const made = await server.core.createCredential(wanted)
  if (!made.ok) throw new Error(made.message)
  return made.value.token
}

/** A browser whose person has typed their token. */
export async function signedIn(server: Server, name: string, role?: Role): Promise<Visitor> {
  const browser = visitor(server.url)
  const form = { ...newDesk().ask, token: await tokenOf(server, name, role) }
  const answer = await browser.submit('/sign-in/token', form)
  if (answer.status !== 303) throw new Error(`${name} is not signed in: ${await answer.text()}`)
  return browser
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` }
}

/** How the board answers who carries this. */
export async function boardStatus({ url }: Pick<Server, 'url'>, token: string): Promise<number> {
  return (await fetch(`${url}/api/v2/board`, { headers: bearer(token) })).status
}

export function refresh({ url }: Server, text: string): Promise<Response> {
  return post(`${url}/api/v2/session/refresh`, { refresh: text })
}
