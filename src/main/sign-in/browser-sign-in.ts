import { createHash } from 'node:crypto'
import type { Platform, Refusal, Result } from '@watchfloor/client'
import { type DeskSession, formatTime, isReadableOnTheWay } from '@watchfloor/contract'
import type { SigningIn } from '../../shared/desk-state.ts'
import { askDeskSession } from './desk-session.ts'
import { type Loopback, openLoopback } from './loopback.ts'

/** Whoever has gone away from the browser begins anew. */
const PATIENCE_MS = 10 * 60_000

export interface BrowserSignInParts {
  readonly platform: Platform
  /** Opens an address in the system's browser. */
  readonly openBrowser: (address: string) => void
  /** 256 bits that nobody can foresee, as base64url. */
  readonly newSecret: () => string
  readonly tell: (signingIn: SigningIn) => void
}

/** Signing in by the system's browser (RFC 8252): the person is at the server's own page, and this app sees no password. */
export interface BrowserSignIn {
  /** One at a time: an earlier one that still waits is given up. Answers the session. */
  readonly begin: (server: string) => Promise<Result<DeskSession>>
  readonly stop: () => void
}

export function createBrowserSignIn(parts: BrowserSignInParts): BrowserSignIn {
  const { platform, openBrowser, newSecret, tell } = parts
  const { timers, clock } = platform
  let giveUp: (() => void) | null = null

  const wait = (loopback: Loopback) => {
    const { promise, resolve } = Promise.withResolvers<Refusal>()
    const cancel = timers.after(PATIENCE_MS, () => resolve(LATE))
    giveUp = () => resolve(GIVEN_UP)
    return Promise.race([loopback.brought, promise]).finally(() => {
      cancel()
      loopback.close()
    })
  }

  const signIn = async (server: string): Promise<Result<DeskSession>> => {
    if (isReadableOnTheWay(new URL(server))) return NEEDS_HTTPS
    const [state, verifier] = [newSecret(), newSecret()]
    const loopback = await openLoopback(state)
    const brought = wait(loopback)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const query = new URLSearchParams({ port: String(loopback.port), state, challenge })
    tell({ state: 'waiting', until: formatTime(clock.now() + PATIENCE_MS) })
    openBrowser(`${server.replace(/\/+$/, '')}/sign-in/desk?${query}`)
    const answer = await brought
    if ('ok' in answer) return answer
    if ('error' in answer) return NOT_AGREED
    return askDeskSession(platform, server, {
      path: '/api/v2/session/desk',
      body: { code: answer.code, verifier },
    })
  }

  let run = 0
  return {
    begin: async (server) => {
      giveUp?.()
      const mine = ++run
      const result = await signIn(server).catch(
        (error: Error): Refusal => ({ ok: false, reason: 'server_error', message: error.message }),
      )
      if (mine === run) {
        giveUp = null
        tell(
          result.ok || result === GIVEN_UP ? { state: 'no' } : { state: 'failed', message: result.message },
        )
      }
      return result
    },
    stop: () => giveUp?.(),
  }
}

const NEEDS_HTTPS: Refusal = {
  ok: false,
  reason: 'invalid',
  message:
    'Signing in needs https, or a server on this computer. The address of this server begins with http://.',
}
const LATE: Refusal = { ok: false, reason: 'no_answer', message: 'Nobody signed in within 10 min.' }
const GIVEN_UP: Refusal = { ok: false, reason: 'stopped', message: 'Signing in was given up.' }
const NOT_AGREED: Refusal = { ok: false, reason: 'forbidden', message: 'This desk was not let in.' }
