import { readFile, rm } from 'node:fs/promises'
import type { Result } from '@watchfloor/client'
import { parser } from '@watchfloor/contract'
import Type from 'typebox'
import type { TokenPlace } from '../../shared/desk-state.ts'
import { spelledServer } from '../../shared/server-address.ts'
import { createFileWriter } from '../disk/file-writer.ts'

/** The system's store of secrets. */
export interface SecretStore {
  /** `unsafe`: there is one, but anybody who can read the disk can open what it seals. */
  availability(): Promise<'safe' | 'unsafe' | 'none'>
  seal(text: string): Promise<Uint8Array>
  /** `reseal`: the key has changed since; seal the text again. Throws when it cannot be opened. */
  open(sealed: Uint8Array): Promise<{ readonly text: string; readonly reseal: boolean }>
}

export interface TokenStoreOptions {
  readonly file: string
  readonly secrets: SecretStore
  /** Told of what the system's store, or the disk, refused. */
  readonly report: (error: unknown) => void
}

/** What this desk is signed in with at one server. */
export interface KeptCredential {
  readonly token: string
  /** Of a session: what it goes on with, and until when the token is good (RFC 3339). A token that was typed has none. */
  readonly session?: { readonly refresh: string; readonly expires_at: string }
}

export interface TokenStore {
  /** What there is for this server; null when there is none. */
  kept(server: string | null): KeptCredential | null
  /** The token of this server; null when there is none, or only another server's. */
  token(server: string | null): string | null
  /** Where this server's token is. */
  place(server: string | null): TokenPlace
  /** Replaces whatever this server had; null forgets it. Answered when it is on the disk, if it can be there. */
  set(server: string, token: string | null): Promise<Result<TokenPlace>>
  keep(server: string, credential: KeptCredential): Promise<Result<TokenPlace>>
}

/** Sealed together, so that a token cannot be moved to another server. */
const One = Type.Object({
  server: Type.String(),
  token: Type.String({ minLength: 1 }),
  session: Type.Optional(Type.Object({ refresh: Type.String({ minLength: 1 }), expires_at: Type.String() })),
})
const parseOne = parser(One)
const parseAll = parser(Type.Object({ servers: Type.Array(One) }))
/** Desks of earlier versions kept one. */
const parseKept = (value: unknown) => {
  const one = parseOne(value)
  return one.ok ? { ok: true as const, value: { servers: [one.value] } } : parseAll(value)
}

/** Of more servers the one that was kept longest ago goes. */
const MOST_SERVERS = 20

/** Keeps tokens by server: sealed on disk where the system can do that safely, else in memory, and never in plain text. */
export async function openTokenStore({ file, secrets, report }: TokenStoreOptions): Promise<TokenStore> {
  const writer = createFileWriter(file)
  let all: ReadonlyMap<string, KeptCredential> = new Map()
  let place: TokenPlace = 'none'

  const isSafe = async (): Promise<boolean> => (await secrets.availability()) === 'safe'

  const store = async (those: ReadonlyMap<string, KeptCredential>): Promise<boolean> => {
    try {
      if (!(await isSafe())) return false
      const servers = [...those].map(([server, credential]) => ({ server, ...credential }))
      const written = await writer.write(await secrets.seal(JSON.stringify({ servers })))
      if (!written.ok) report(new Error(`The token is not stored: ${written.error}`))
      return written.ok
    } catch (error) {
      report(error)
      return false
    }
  }

  const load = async (): Promise<void> => {
    const sealed = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') report(error)
      return undefined
    })
    // What cannot be opened now may open after the person has unlocked the store, so it stays.
    if (sealed === undefined || !(await isSafe())) return
    const { text, reseal } = await secrets.open(sealed)
    const parsed = parseKept(JSON.parse(text))
    if (!parsed.ok) return report(new Error(`The stored token does not fit: ${parsed.error}`))
    all = new Map(parsed.value.servers.map(({ server, ...credential }) => [server, credential]))
    place = 'stored'
    if (reseal) await store(all)
  }

  const replace = async (server: string, credential: KeptCredential | null): Promise<Result<TokenPlace>> => {
    const next = new Map([...all].filter(([one]) => one !== server))
    if (credential !== null) next.set(server, credential)
    for (const oldest of [...next.keys()].slice(0, -MOST_SERVERS)) next.delete(oldest)
    // On the disk first: should the app end now, what it finds there is what it had or what it has.
    const isStored = next.size > 0 && (await store(next))
    all = next
    place = isStored ? 'stored' : 'memory'
    if (isStored) return { ok: true, value: credential === null ? 'none' : 'stored' }
    try {
      // An older token must not come back at the next start.
      await rm(file, { force: true })
    } catch (error) {
      const message = `The old token could not be removed from this computer: ${(error as Error).message}`
      return { ok: false, reason: 'server_error', message }
    }
    return { ok: true, value: credential === null ? 'none' : 'memory' }
  }

  await load().catch(report)
  /** One after the other, so that the last one said is the one that stays. */
  let last: Promise<unknown> = Promise.resolve()
  const keep = (server: string, credential: KeptCredential | null): Promise<Result<TokenPlace>> => {
    const done = last.then(() => replace(spelledServer(server), credential))
    last = done
    return done
  }

  const ofServer = (server: string | null): KeptCredential | null =>
    server === null ? null : (all.get(spelledServer(server)) ?? null)

  return {
    kept: ofServer,
    token: (server) => ofServer(server)?.token ?? null,
    place: (server) => (ofServer(server) === null ? 'none' : place),
    set: (server, token) => keep(server, token === null ? null : { token }),
    keep,
  }
}
