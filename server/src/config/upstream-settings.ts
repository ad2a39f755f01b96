import Type, { type Static } from 'typebox'
import type { Upstream, UpstreamCredentials } from '../upstreams/upstream.ts'
import { duration } from './notation.ts'
import { formatDuration, parseDuration } from './units.ts'

const DEFAULT_TIMEOUT = 5_000

const UpstreamEntry = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$',
      description: 'Its name here: letters, digits, `.`, `_`, `-`.',
    }),
    url: Type.String({
      pattern: '^https?://[^\\s@?#]+$',
      description: 'Where it is, without `/api/v2`, user or query.',
    }),
    timeout: Type.Optional(
      Type.String({
        pattern: '^(\\d+(ms|[smh]))+$',
        description: `How long it may take to answer; ${formatDuration(DEFAULT_TIMEOUT)} when left out.`,
      }),
    ),
    write: Type.Optional(
      Type.Boolean({ description: 'Are silences made here written to it? Yes, when left out.' }),
    ),
    bearer_token_file: Type.Optional(
      Type.String({ minLength: 1, description: 'File of the token to show, read at every request.' }),
    ),
    username: Type.Optional(
      Type.String({ minLength: 1, description: 'User of basic authentication, with `password_file`.' }),
    ),
    password_file: Type.Optional(
      Type.String({ minLength: 1, description: 'File of that user’s password, read at every request.' }),
    ),
  },
  { additionalProperties: false },
)
type UpstreamEntry = Readonly<Static<typeof UpstreamEntry>>

/** Settings of the Alertmanagers beside which this server runs. */
export const upstreamSettings = {
  upstreams: Type.Array(UpstreamEntry, {
    default: [],
    as: 'objects',
    flaw: upstreamFlaw,
    expected:
      'a list of Alertmanagers (as a variable: in JSON), each with a name of its own (letters, digits, . _ -) and a url (http…, without /api/v2, user or query), and if needed timeout (5s), write (true or false), bearer_token_file, or username with password_file',
    description:
      'Alertmanagers whose silences are mirrored here, and that silences made here are written to.',
  }),
  upstream_poll: duration(5_000, 'How often the silences of an upstream are looked at.', 100),
}

/** What a schema cannot say: names are unique, and there is at most one kind of credentials, whole. */
function upstreamFlaw(value: readonly unknown[]): string | undefined {
  const entries = value as readonly UpstreamEntry[]
  for (const [index, entry] of entries.entries()) {
    const flaw = entryFlaw(entry)
    if (flaw !== undefined) return `${entry.name}: ${flaw}`
    if (entries.findIndex(({ name }) => name === entry.name) < index) return `${entry.name} is there twice`
  }
  return undefined
}

function entryFlaw(entry: UpstreamEntry): string | undefined {
  const { url, username, password_file, bearer_token_file, timeout } = entry
  if ((username === undefined) !== (password_file === undefined))
    return 'username and password_file go together'
  if (username !== undefined && bearer_token_file !== undefined)
    return 'there can be a bearer_token_file or a username, not both'
  if (!URL.canParse(url)) return 'url is none'
  if (timeout !== undefined && (parseDuration(timeout) ?? 0) <= 0) return 'timeout must be longer than 0'
  return undefined
}

/** The upstreams as they are configured. */
export function upstreamsFrom({
  upstreams,
}: {
  readonly upstreams: readonly UpstreamEntry[]
}): readonly Upstream[] {
  return upstreams.map((entry) => ({
    name: entry.name,
    url: entry.url.replace(/\/+$/, ''),
    timeout: (entry.timeout === undefined ? undefined : parseDuration(entry.timeout)) ?? DEFAULT_TIMEOUT,
    write: entry.write ?? true,
    credentials: credentialsOf(entry),
  }))
}

function credentialsOf({ username, password_file, bearer_token_file }: UpstreamEntry): UpstreamCredentials {
  if (bearer_token_file !== undefined) return { kind: 'bearer', file: bearer_token_file }
  if (username !== undefined && password_file !== undefined)
    return { kind: 'basic', username, file: password_file }
  return { kind: 'none' }
}
