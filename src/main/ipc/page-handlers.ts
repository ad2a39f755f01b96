import type { Platform, Refusal, Result } from '@watchfloor/client'
import { isReadableOnTheWay } from '@watchfloor/contract'
import type { CallHandlers, StartAnswer } from '../../shared/ipc.ts'
import type { Inbox } from '../notifications/inbox.ts'
import { joinServer } from '../realtime/join-server.ts'
import type { Session } from '../realtime/session.ts'
import { testServer } from '../realtime/test-server.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { TokenStore } from '../settings/token-store.ts'
import type { DeskSignIn } from '../sign-in/desk-sign-in.ts'
import type { Updates } from '../updates/updates.ts'
import { apiPath } from './api-path.ts'
import type { Feed } from './feed.ts'

export interface PageHandlerParts {
  /** Null while no server is chosen. */
  readonly session: () => Session | null
  readonly feed: () => Feed | null
  /** A page began: its feed starts anew. */
  readonly begin: () => StartAnswer
  readonly platform: Platform
  readonly settings: SettingsStore
  readonly tokens: TokenStore
  readonly inbox: Inbox
  readonly updates: Updates
  /** The token is kept somewhere else, or no longer. */
  readonly onToken: () => void
  readonly signIn: DeskSignIn
  readonly makeReport: (withAlerts: boolean) => Promise<Result<string>>
  readonly saveHandover: (text: string) => Promise<Result<string>>
}

const NO_SERVER: Refusal = { ok: false, reason: 'unreachable', message: 'No server is chosen yet.' }

const NOT_OF_THE_API: Refusal = {
  ok: false,
  reason: 'invalid',
  message: 'request: the path leads out of /api/v2/',
}

const NEEDS_HTTPS: Refusal = {
  ok: false,
  reason: 'invalid',
  message:
    'A token is sent only over https, or to this computer. The address of this server begins with http://.',
}

/** What the page may ask of main, and what becomes of it. */
export function createPageHandlers(parts: PageHandlerParts): CallHandlers<Refusal> {
  const { feed, platform, settings, tokens, inbox, updates } = parts

  const withSession = <T>(ask: (session: Session) => Promise<Result<T>>): Promise<Result<T>> => {
    const session = parts.session()
    return session === null ? Promise.resolve(NO_SERVER) : ask(session)
  }

  return {
    start: async () => ok(parts.begin()),
    since: async (at) => {
      const to = feed()
      return to === null ? NO_SERVER : ok(to.since(at))
    },
    acknowledge: ({ fingerprint, request }) =>
      withSession(({ client }) => client.acknowledge(fingerprint, request)),
    unacknowledge: ({ fingerprint, request }) =>
      withSession(({ client }) => client.unacknowledge(fingerprint, request)),
    resolve: ({ fingerprint, request }) => withSession(({ client }) => client.resolve(fingerprint, request)),
    request: async (request) => {
      const path = apiPath(request.path)
      if (path === undefined) return NOT_OF_THE_API
      return withSession(({ client }) =>
        client.request({ ...request, path, parse: (value) => ok<unknown>(value) }),
      )
    },
    // A token that is kept for this very address is what it would be asked with.
    testServer: ({ address, token }) =>
      testServer(platform, address, {
        token,
        ...(token === undefined &&
          tokens.kept(address) !== null && { credential: parts.signIn.credentialOf(address) }),
      }),
    join: ({ invitation, replaces }) => joinServer(platform, parts, invitation, replaces),
    changeSettings: (change) => settings.change(change),
    setToken: async ({ token }) => {
      const { server } = settings.current()
      if (server === null) return NO_SERVER
      if (token !== null && isReadableOnTheWay(new URL(server))) return NEEDS_HTTPS
      const place = await tokens.set(server, token)
      if (place.ok) parts.session()?.client.credentialChanged()
      parts.onToken()
      return place
    },
    signIn: async () => parts.signIn.begin(),
    stopSigningIn: async () => {
      parts.signIn.stop()
      return ok(null)
    },
    signOut: () => parts.signIn.signOut(),
    inbox: async ({ before, limit }) => ok(inbox.page(before, limit)),
    readInbox: async ({ ids }) => {
      inbox.markRead(ids)
      return ok(null)
    },
    seen: async ({ alerts }) => {
      inbox.markSeen(alerts)
      return ok(null)
    },
    makeReport: ({ with_alerts }) => parts.makeReport(with_alerts),
    saveHandover: ({ text }) => parts.saveHandover(text),
    testNotification: () => withSession(async (session) => ok(session.test())),
    lookForUpdate: async () => {
      await updates.check()
      return ok(updates.state())
    },
    installUpdate: async () => ok(await updates.install()),
  }
}

function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}
