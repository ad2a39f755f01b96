import type { AskCredential, CredentialAnswer, Platform, Result } from '@watchfloor/client'
import { type DeskSession, type Millis, parseTime } from '@watchfloor/contract'
import type { KeptCredential, TokenStore } from '../settings/token-store.ts'
import { askDeskSession } from './desk-session.ts'

/** A token that is good for less than this is renewed before it is sent. */
const MARGIN_MS = 30_000
/** Whatever the clocks say, one that was just given is not old: a refusal would say so. */
const YOUNG_MS = 5 * 60_000

export interface DeskCredentialParts {
  readonly server: string
  readonly tokens: TokenStore
  readonly platform: Platform
  /** This computer's clock minus the server's; null before it was heard. */
  readonly skew: () => Millis | null
  /** Something else is kept now. */
  readonly changed: () => void
}

/**
 * What the client of one server is given. A session's token lives for an hour and is renewed by what works once: the
 * next ones are on the disk before either is used. One that could not be renewed stays kept, and is not tried again
 * before somebody signs in or the app starts anew.
 */
export function deskCredential(parts: DeskCredentialParts): AskCredential {
  const { server, tokens, platform, skew } = parts
  const { clock } = platform
  let renewing: Promise<CredentialAnswer> | null = null
  let renewedAt = Number.NEGATIVE_INFINITY
  let over: { readonly of: KeptCredential; readonly detail: string } | null = null

  const renew = async (before: KeptCredential, refresh: string): Promise<CredentialAnswer> => {
    const answer = await askDeskSession(platform, server, {
      path: '/api/v2/session/refresh',
      body: { refresh },
    })
    // Somebody signed in or out meanwhile, and that holds.
    if (tokens.kept(server) !== before) return given(tokens.kept(server))
    if (answer.ok) {
      renewedAt = clock.monotonic()
      await tokens.keep(server, keptOf(answer.value))
      parts.changed()
      return { ok: true, token: answer.value.token }
    }
    if (!isOver(answer)) throw new Error(`the session could not be renewed: ${answer.message}`)
    over = { of: before, detail: answer.message }
    return ended(over.detail)
  }

  const given = (kept: KeptCredential | null): CredentialAnswer => ({ ok: true, token: kept?.token })

  /** By the server's clock, as far as it is known; a wrong guess costs one renewal, or one refusal. */
  const isOld = (expiresAt: string): boolean => {
    if (clock.monotonic() - renewedAt < YOUNG_MS) return false
    const end = parseTime(expiresAt)
    return end === undefined || end - (clock.now() - (skew() ?? 0)) < MARGIN_MS
  }

  return async (wanted) => {
    const kept = tokens.kept(server)
    if (kept === null) return wanted.to === 'replace' ? NOBODY : given(null)
    if (over?.of === kept) return ended(over.detail)
    const { session } = kept
    const isWanted = wanted.to === 'ask' ? session !== undefined && isOld(session.expires_at) : true
    // One that was asked for meanwhile is another already.
    const isOther = wanted.to !== 'ask' && wanted.token !== kept.token
    if (session === undefined || !isWanted || isOther) return given(kept)
    renewing ??= renew(kept, session.refresh).finally(() => {
      renewing = null
    })
    return renewing
  }
}

export function keptOf({ token, refresh, expires_at }: DeskSession): KeptCredential {
  return { token, session: { refresh, expires_at } }
}

function isOver(refusal: Extract<Result<unknown>, { readonly ok: false }>): boolean {
  return ['signed_out', 'forbidden', 'not_found', 'invalid'].includes(refusal.reason)
}

function ended(detail: string): CredentialAnswer {
  return { ok: false, reason: 'ended', detail }
}

const NOBODY: CredentialAnswer = { ok: false, reason: 'none', detail: 'nobody has signed in on this desk' }
