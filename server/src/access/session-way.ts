import { formatTime, type Millis } from '@watchfloor/contract'
import { carriedToken } from './carried-token.ts'
import { carriedOf, type Person, type SessionRecord, sessionPrincipal } from './session.ts'
import { sessionIn } from './session-cookie.ts'
import { readAccess } from './session-secrets.ts'
import { type Look, UNJUDGED, unknown, type Way } from './ways.ts'

export interface FoundSession {
  readonly session: SessionRecord
  readonly person: Person
}

/** Finds a session by its id; undefined when there is none, or its person is known no more. */
export type FindSession = (id: string) => FoundSession | undefined

const AGAIN = 'sign in again'

/**
 * Recognises who is signed in: a browser by its cookie, a desk by what it sends. Whoever says in words who they are is
 * not asked for a cookie. `sessions` is there once the store was read. What is not known is looked for once more after
 * `look`: another server may have let them in a moment ago.
 */
export function sessionWay(sessions: Promise<FindSession>, now: () => Millis, look: Look): Way {
  return async ({ authorization, cookie }) => {
    const device = authorization === undefined ? 'browser' : 'desk'
    const secret = device === 'browser' ? sessionIn(cookie) : carriedToken(authorization)
    if (secret === undefined) return undefined
    const read = readAccess(secret)
    if (read === undefined) return device === 'desk' ? undefined : unknown(`this session is over; ${AGAIN}`)
    const find = await sessions
    const carriedBy = (found = find(read.id)) =>
      found === undefined ? undefined : carriedOf(found.session, read.hash)
    if (carriedBy() === undefined && !(await look())) return UNJUDGED
    const found = find(read.id)
    const carried = carriedBy(found)
    if (found === undefined || carried === undefined || found.session.device !== device)
      return unknown(`this session is over, or was ended; ${AGAIN}`)
    const { session, person } = found
    if (carried.expiresAt <= now()) {
      const isRenewed = session.expiresAt > now()
      return unknown(
        `the session of ${person.name} expired at ${formatTime(carried.expiresAt)}; ${isRenewed ? 'refresh it' : AGAIN}`,
      )
    }
    return { ok: true, principal: sessionPrincipal(session, person, carried) }
  }
}
