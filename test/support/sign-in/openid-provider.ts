import { join } from 'node:path'
import type { Visitor } from '../http/sign-in.ts'
import { freePort } from '../network/free-port.ts'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'

const SECRET = 'the secret of the client'

export interface RunningProvider {
  readonly issuer: string
  readonly program: () => Program
  /** Away, and there again with other keys. */
  readonly stop: () => Promise<void>
  readonly restart: () => Promise<void>
  readonly clientSecret: string
}

/** A real provider with one client, which is the server at `publicUrl`. */
export async function startProvider(
  publicUrl: string,
  people: Readonly<Record<string, object>>,
  // By another name of this machine, it is another site to browsers.
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
): Promise<RunningProvider> {
  const port = await freePort()
  const issuer = `http://${host}:${port}`
  const client = {
    client_id: 'watchfloor',
    client_secret: SECRET,
    redirect_uris: [`${publicUrl}/sign-in/openid/callback`],
    post_logout_redirect_uris: [`${publicUrl}/`],
    backchannel_logout_uri: `${publicUrl}/sign-in/openid/back-channel-logout`,
    backchannel_logout_session_required: true,
  }
  const file = join(import.meta.dirname, 'provider-program.ts')
  const start = async (): Promise<Program> => {
    const started = startProgram(process.execPath, [
      file,
      issuer,
      JSON.stringify([client]),
      JSON.stringify(people),
    ])
    await until('the provider to listen', () => {
      if (started.child.exitCode !== null) throw new Error(`the provider ended:\n${started.output()}`)
      return started.output().includes('listening as') ? true : undefined
    })
    return started
  }
  let program = await start()
  return {
    issuer,
    program: () => program,
    stop: () => program.stop(),
    restart: async () => {
      await program.stop()
      program = await start()
    },
    clientSecret: SECRET,
  }
}

/** Goes where a browser would, signs in at the provider as `login`, and answers where that sends them back to. */
export async function throughProvider(
  browser: Visitor,
  begin: string,
  login: string,
  { publicUrl }: { readonly publicUrl: string },
): Promise<URL> {
  let response = await browser.get(begin)
  for (let steps = 0; steps < 20; steps++) {
    const at = response.url
    const location = response.headers.get('location')
    if (location !== null) {
      const next = new URL(location, at)
      if (next.href.startsWith(`${publicUrl}/sign-in/openid/callback`)) return next
      response = await browser.get(next.href)
      continue
    }
    const text = await response.text()
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1]
    if (action === undefined) throw new Error(`nowhere to go on to at ${at} (${response.status}): ${text}`)
    const form = { prompt: 'login', login, password: 'any' }
    response = await browser.submit(new URL(action, at).href, form, { origin: new URL(at).origin })
  }
  throw new Error('the provider does not come to an end')
}
