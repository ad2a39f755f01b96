import { request } from 'node:http'
import {
  Credential,
  CredentialMade,
  Credentials,
  formatTime,
  type Parsed,
  parser,
  ROLES,
} from '@watchfloor/contract'
import type { Settings } from '../config/settings.ts'
import { parseDuration } from '../config/units.ts'
import { controlPath } from '../control-socket.ts'

/** Flags of `token` besides those of settings, by which it finds the server. */
export interface TokenFlags {
  readonly name?: string
  readonly role?: string
  /** A duration such as `30d`. */
  readonly expires?: string
}

const USAGE =
  'Say watchfloor-server token create --name NAME --role ROLE, token list, or token revoke ID; watchfloor-server help tells more.'

/**
 * Makes, lists and revokes tokens of the server that runs on the same data folder, by the socket in it. Answers the exit
 * code: 1 when the server refused or is not there, 2 when the words make no sense.
 */
export async function token(
  settings: Pick<Settings, 'data_dir'>,
  words: readonly string[],
  flags: TokenFlags,
): Promise<number> {
  const [action, id, ...more] = words
  const path = controlPath(settings.data_dir)
  if (action === 'list' && words.length === 1)
    return told(await ask(path, 'GET', '/credentials', parser(Credentials)), listText)
  if (action === 'revoke' && id !== undefined && more.length === 0) {
    const answer = await ask(path, 'DELETE', `/credentials/${encodeURIComponent(id)}`, parser(Credential))
    return told(answer, ({ name, role }) => `The token ${id} of ${name} (${role}) opens nothing any more.\n`)
  }
  if (action !== 'create' || words.length !== 1) return complain(USAGE, 2)
  const { name, role, expires = '90d' } = flags
  if (name === undefined) return complain('token create needs --name: say whose it is.', 2)
  if (role === undefined || !ROLES.some((one) => one === role))
    return complain(`token create needs --role: one of ${ROLES.join(', ')}.`, 2)
  const life = parseDuration(expires)
  if (life === undefined) return complain(`--expires ${expires} is no time such as 30d or 12h.`, 2)
  const body = { name, role, expires_at: formatTime(Date.now() + life) }
  return told(await ask(path, 'POST', '/credentials', parser(CredentialMade), body), madeText)
}

function listText({ credentials }: Credentials): string {
  if (credentials.length === 0) return 'There are no tokens.\n'
  const rows = credentials.map(({ id, name, role, expires_at, created_by }) => {
    const isOver = Date.parse(expires_at) <= Date.now()
    return `${id}  ${role.padEnd(9)}  ${isOver ? 'expired' : 'until'} ${expires_at.slice(0, 10)}  ${name} (made by ${created_by})`
  })
  return `${rows.join('\n')}\n`
}

function madeText({ token: secret, credential: { id, name, role, expires_at } }: CredentialMade): string {
  return [
    secret,
    '',
    `This is the only time that it is shown. It is ${name}’s, as ${role}, until ${expires_at}.`,
    `To take it back: watchfloor-server token revoke ${id}`,
    '',
  ].join('\n')
}

/** Sends one request by the socket; the reason when there is no answer that can be used. */
async function ask<T>(
  socketPath: string,
  method: string,
  path: string,
  parse: (value: unknown) => Parsed<T>,
  body?: unknown,
): Promise<Parsed<T>> {
  const { promise, resolve } = Promise.withResolvers<Parsed<T>>()
  const headers = { host: 'localhost', ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const asked = request({ socketPath, method, path: `/api/v2${path}`, headers }, (response) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const value = fromJson(text)
      if (response.statusCode === 200) return resolve(parse(value))
      const { message = text } = (value as { error?: { message?: string } } | undefined)?.error ?? {}
      resolve({ ok: false, error: `The server refused: ${message}` })
    })
  })
  asked.on('error', (error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EACCES'
        ? 'only the user whom the server runs as may use it'
        : `start the server, or name its folder with --data-dir or --config (${error.message})`
    resolve({ ok: false, error: `No server answers at ${socketPath}: ${why}.` })
  })
  asked.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function told<T>(answer: Parsed<T>, words: (value: T) => string): number {
  if (!answer.ok) return complain(answer.error, 1)
  process.stdout.write(words(answer.value))
  return 0
}

function complain(message: string, code: number): number {
  process.stderr.write(`${message}\n`)
  return code
}
