import type { AskCredential, Client, Refusal, Result } from '@watchfloor/client'
import type { SigningIn } from '../../shared/desk-state.ts'
import { isSameServer, spelledServer } from '../../shared/server-address.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { TokenStore } from '../settings/token-store.ts'
import { type BrowserSignInParts, createBrowserSignIn } from './browser-sign-in.ts'
import { deskCredential, keptOf } from './desk-credential.ts'

export interface DeskSignInParts extends Omit<BrowserSignInParts, 'tell'> {
  readonly settings: SettingsStore
  readonly tokens: TokenStore
  /** Of the server that is watched; null while none is. */
  readonly client: () => Pick<Client, 'request' | 'credentialChanged' | 'freshness'> | null
  /** How signing in stands, or what is kept, has changed. */
  readonly changed: () => void
  readonly report: (error: unknown) => void
}

/** How a person signs in on this desk, and out again. */
export interface DeskSignIn {
  readonly state: () => SigningIn
  /** Begins; what becomes of it is told by `state`. */
  readonly begin: () => Result<null>
  readonly stop: () => void
  readonly signOut: () => Promise<Result<null>>
  /** What whoever asks this server is given: one for all of them, since what renews it works once. */
  readonly credentialOf: (server: string) => AskCredential
}

const NO_SERVER: Refusal = { ok: false, reason: 'unreachable', message: 'No server is chosen yet.' }

export function createDeskSignIn(parts: DeskSignInParts): DeskSignIn {
  const { settings, tokens, client, changed, report } = parts
  let state: SigningIn = { state: 'no' }
  const browser = createBrowserSignIn({
    ...parts,
    tell: (next) => {
      state = next
      changed()
    },
  })

  const signIn = async (server: string): Promise<void> => {
    const session = await browser.begin(server)
    if (!session.ok) return
    // Kept for the server that it is of, whichever is watched by now.
    await tokens.keep(server, keptOf(session.value))
    changed()
    client()?.credentialChanged()
  }

  const credentials = new Map<string, AskCredential>()
  const credentialOf = (server: string): AskCredential => {
    const known = credentials.get(spelledServer(server))
    if (known !== undefined) return known
    const skew = (): number | null =>
      isSameServer(server, settings.current().server ?? '') ? (client()?.freshness().skew_ms ?? null) : null
    const made = deskCredential({ server, tokens, platform: parts.platform, skew, changed })
    credentials.set(spelledServer(server), made)
    return made
  }

  return {
    credentialOf,
    state: () => state,
    begin: () => {
      const { server } = settings.current()
      if (server === null) return NO_SERVER
      signIn(server).catch(report)
      return { ok: true, value: null }
    },
    stop: browser.stop,
    signOut: async () => {
      browser.stop()
      const { server } = settings.current()
      if (server === null) return NO_SERVER
      const isSession = tokens.kept(server)?.session !== undefined
      const told = isSession
        ? await client()?.request({
            method: 'DELETE',
            path: '/api/v2/session',
            parse: () => ({ ok: true, value: null }),
          })
        : undefined
      const forgotten = await tokens.set(server, null)
      changed()
      client()?.credentialChanged()
      if (!forgotten.ok) return forgotten
      // Whoever is signed out there already is as they wish to be.
      if (told === undefined || told.ok || told.reason === 'signed_out') return { ok: true, value: null }
      const message = `Forgotten on this computer. The server was not told, and its session ends by itself: ${told.message}`
      return { ...told, message }
    },
  }
}
