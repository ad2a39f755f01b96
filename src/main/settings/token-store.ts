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

export interface TokenStore {
  /** The token of this server; null when there is none, or only another server's. */
  token(server: string | null): string | null
  /** Where this server's token is. */
  place(server: string | null): TokenPlace
  /** Replaces whatever token there was; null forgets it. */
  set(server: string, token: string | null): Promise<Result<TokenPlace>>
}

/** Sealed together, so that a token cannot be moved to another server. */
const Kept = Type.Object({ server: Type.String(), token: Type.String({ minLength: 1 }) })
const parseKept = parser(Kept)

/** Keeps one token: sealed on disk where the system can do that safely, else in memory, and never in plain text. */
export async function openTokenStore({ file, secrets, report }: TokenStoreOptions): Promise<TokenStore> {
  const writer = createFileWriter(file)
  let kept: { readonly server: string; readonly token: string; readonly place: TokenPlace } | undefined

  const isSafe = async (): Promise<boolean> => (await secrets.availability()) === 'safe'

  const store = async (server: string, token: string): Promise<boolean> => {
    try {
      if (!(await isSafe())) return false
      const written = await writer.write(await secrets.seal(JSON.stringify({ server, token })))
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
    const { server, token } = parsed.value
    kept = { server, token, place: 'stored' }
    if (reseal) await store(server, token)
  }

  const replace = async (server: string, token: string | null): Promise<Result<TokenPlace>> => {
    kept = token === null ? undefined : { server, token, place: 'memory' }
    if (token !== null && (await store(server, token))) {
      kept = { server, token, place: 'stored' }
      return { ok: true, value: 'stored' }
    }
    try {
      // An older token must not come back at the next start.
      await rm(file, { force: true })
    } catch (error) {
      const message = `The old token could not be removed from this computer: ${(error as Error).message}`
      return { ok: false, reason: 'server_error', message }
    }
    return { ok: true, value: token === null ? 'none' : 'memory' }
  }

  await load().catch(report)
  /** One after the other, so that the last one said is the one that stays. */
  let last: Promise<unknown> = Promise.resolve()

  const ofServer = (server: string | null) =>
    server !== null && kept !== undefined && kept.server === spelledServer(server) ? kept : undefined

  return {
    token: (server) => ofServer(server)?.token ?? null,
    place: (server) => ofServer(server)?.place ?? 'none',
    set: (server, token) => {
      const done = last.then(() => replace(spelledServer(server), token))
      last = done
      return done
    },
  }
}
