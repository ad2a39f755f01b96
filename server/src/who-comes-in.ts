import type { IncomingMessage, RequestListener } from 'node:http'
import type { Millis } from '@watchfloor/contract'
import { type Access, type Authorize, authorizer, type Door, openAccess } from './access/authorize.ts'
import { jwtWay } from './access/jwt/jwt-way.ts'
import { type KeyReading, keyReading } from './access/jwt/key-age.ts'
import { createPatience } from './access/patience.ts'
import type { Principal } from './access/principal.ts'
import { carriedOf } from './access/session.ts'
import { sessionIn } from './access/session-cookie.ts'
import { type FindSession, sessionWay } from './access/session-way.ts'
import { isAlike, type StandingOf } from './access/standing.ts'
import { type FindCredential, tokenWay } from './access/token-ways.ts'
import { type Look, oneOf, unknown } from './access/ways.ts'
import { jwtIssuersFrom } from './config/jwt-issuers.ts'
import type { Settings } from './config/settings.ts'
import { controlPath, createControlSocket } from './control-socket.ts'
import type { Clock, Timers } from './ground/clock.ts'
import type { Logger } from './ground/logger.ts'
import { networkOf } from './ground/network-of.ts'
import { StartProblem } from './ground/start-problem.ts'
import { keyRows } from './health/key-rows.ts'
import { RefusedCallers } from './health/refused-callers.ts'
import type { Finding } from './health/rows.ts'
import type { Metrics } from './metrics/metrics.ts'

/** Who may come in, by the settings. */
export interface WhoComesIn {
  readonly authorize: Authorize
  /** Does whoever comes have to say who they are? */
  readonly isSignedIn: boolean
  /** Is what somebody was recognised by still good? */
  readonly standingOf: StandingOf
  /** Did a request come by the control socket? */
  readonly isControl: (request: Pick<IncomingMessage, 'socket'>) => boolean
  /** Rejects with what a person can put right when keys of a file cannot be read. */
  readonly checkKeys: () => Promise<void>
  /** Is everything here that other servers of the store were told by now? False where that cannot be known. */
  readonly look: Look
  /** Of each issuer of JWTs. */
  readonly keys: () => readonly KeyReading[]
  /** Health rows. */
  readonly notices: () => readonly Finding[]
  /** The store was read: who may come is known from now on. Whoever came before has waited for that. */
  readonly known: (kept: WhoIsKept) => void
  /** Orders are taken by the control socket from now on. Never rejects. */
  readonly takeOrders: (listener: RequestListener) => Promise<void>
  readonly close: () => Promise<void>
}

/** Who may come in, as the store has it. */
export interface WhoIsKept {
  readonly credential: FindCredential
  /** Somebody came in by it. */
  readonly useCredential: (hash: string) => unknown
  readonly session: FindSession
  readonly isTakenBack: (principal: Principal) => boolean
  /** For how long it is not known that everything which other servers were told is here, ms; 0 where there are none. */
  readonly behind: () => Millis
  /** Resolves when everything is here that they were told by now, or that cannot be had. */
  readonly catchUp: () => Promise<unknown>
}

export function whoComesIn(parts: {
  readonly settings: Pick<Settings, 'sign_in' | 'jwt' | 'limits' | 'data_dir' | 'postgres'>
  /** In the place of what the settings say. */
  readonly access: Access | undefined
  readonly metrics: Pick<Metrics, 'access'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}): WhoComesIn {
  const { settings, clock, timers, logger } = parts
  if (settings.sign_in === 'off' && settings.jwt.length > 0)
    throw new StartProblem(
      'The setting jwt says whose tokens are taken, and sign_in is off: nobody would be asked for one. Say sign_in: tokens.',
    )
  const { now, monotonic } = clock
  const { after } = timers
  const { promise, resolve } = Promise.withResolvers<WhoIsKept>()
  const credentials = promise.then(({ credential }) => credential)
  const sessions = promise.then(({ session }) => session)
  let kept: WhoIsKept = {
    credential: () => undefined,
    useCredential: () => {},
    session: () => undefined,
    isTakenBack: () => false,
    behind: () => 0,
    catchUp: async () => {},
  }
  const look = async (): Promise<boolean> => {
    const { catchUp, behind } = await promise
    const asked = monotonic()
    const { promise: late, resolve: giveUp } = Promise.withResolvers<void>()
    const stop = after(settings.postgres.patience, giveUp)
    await Promise.race([catchUp(), late])
    stop()
    return behind() <= monotonic() - asked
  }
  /** For how long it was not to be read whether somebody was signed out on another server, where that is too long; in ms. */
  const unproven = (): Millis | undefined => {
    const behind = kept.behind()
    return behind > settings.postgres.sign_in_grace ? behind : undefined
  }
  const control = createControlSocket()
  const patience = createPatience({ connections: settings.limits.connections, monotonic, after })
  const issuers = jwtIssuersFrom(settings, {
    now,
    after,
    changed: (issuer, trouble) => {
      if (trouble === undefined) logger.info({ issuer }, 'the keys of its JWTs are read again')
      else logger.error({ issuer, reason: trouble.reason }, 'the keys of its JWTs cannot be read')
    },
  })
  const refusedCallers = new RefusedCallers()
  const readings = (): readonly KeyReading[] => issuers.map(keyReading)
  const jwt = jwtWay({ issuers, patience, now })
  const bySettings =
    settings.sign_in === 'off'
      ? openAccess
      : unlessTakenBack(
          oneOf([
            jwt.way,
            sessionWay(sessions, now, look),
            tokenWay(credentials, now, (hash) => kept.useCredential(hash), look),
          ]),
          promise,
          unproven,
        )
  return {
    authorize: authorizer({
      access: parts.access ?? bySettings,
      failed: (err) => logger.error({ err }, 'who asks cannot be judged'),
      refused: (door, refusal) => {
        parts.metrics.access.refused(refusal.status)
        if (refusal.status !== 401 || !carriesSomething(door)) return
        const network = networkOf(door.address)
        const times = refusedCallers.refused(network, now())
        if (times === undefined) return
        const { message: reason } = refusal
        logger.warn({ from: network, times, reason }, 'a credential that is not good was refused')
      },
      controlled: (right) => logger.warn({ right }, 'somebody used the control socket'),
    }),
    isSignedIn: parts.access !== undefined || settings.sign_in !== 'off',
    isControl: control.has,
    standingOf: (principal) => {
      const { credential, expiresAt, session } = principal
      if (isKeptHere(principal) && unproven() !== undefined) return 'unproven'
      if (kept.isTakenBack(principal) || !jwt.isStillSigned(principal)) return 'revoked'
      if (expiresAt !== undefined && expiresAt <= now()) return 'expired'
      if (credential === undefined) return 'good'
      const found = session === undefined ? undefined : kept.session(session)
      const isCarried = found !== undefined && carriedOf(found.session, credential) !== undefined
      const person =
        session === undefined ? kept.credential(credential) : isCarried ? found.person : undefined
      if (person === undefined) return 'revoked'
      return isAlike({ role: person.role, scope: person.scope }, principal) ? 'good' : 'changed'
    },
    checkKeys: async () => {
      for (const { issuer, keys_file: file } of settings.jwt) {
        const keys = issuers.find((one) => one.issuer === issuer)?.keys
        if (file === undefined || keys === undefined) continue
        await keys.lookAgain()
        const reason = keys.trouble()?.reason
        if (reason !== undefined)
          throw new StartProblem(`The keys of ${issuer} (jwt, keys_file ${file}) cannot be read: ${reason}.`)
      }
    },
    look,
    keys: readings,
    notices: () => [...keyRows(readings(), now()), ...refusedCallers.rows(now())],
    known: (found) => {
      kept = found
      resolve(found)
    },
    takeOrders: async (listener) => {
      try {
        await control.open(controlPath(settings.data_dir), listener)
      } catch (err) {
        // Without it, only tokens cannot be made: no reason to watch no alerts.
        logger.error(
          { err },
          'there is no control socket: watchfloor-server token does not reach this server',
        )
      }
    },
    close: async () => {
      for (const { keys } of issuers) keys.close()
      patience.close()
      await control.close()
    },
  }
}

/** Who carries nothing has not signed in yet; that is no attempt. */
function carriesSomething({ authorization, cookie }: Door): boolean {
  return authorization !== undefined || sessionIn(cookie) !== undefined
}

/** Were they recognised by what can be taken back? Whoever runs this server comes by its socket. */
function isKeptHere({ anonymous, id }: Principal): boolean {
  return !anonymous && id !== 'control'
}

/** Whatever somebody was recognised by may have been taken back. */
function unlessTakenBack(
  access: Access,
  kept: Promise<WhoIsKept>,
  unproven: () => Millis | undefined,
): Access {
  return async (door) => {
    const admission = await access(door)
    if (!admission.ok || !isKeptHere(admission.principal)) return admission
    const { isTakenBack } = await kept
    const behind = unproven()
    if (behind !== undefined) {
      const message = `whether what this request carries was taken back cannot be read for ${Math.round(behind / 1_000)} s: this server does not reach its database; try again in a moment`
      return { ok: false, status: 503, message }
    }
    if (!isTakenBack(admission.principal)) return admission
    return unknown('what this request carries was taken back: sign in again, or get a new token')
  }
}
