import type { IncomingMessage, RequestListener } from 'node:http'
import { type Access, type Authorize, authorizer, openAccess } from './access/authorize.ts'
import { isAlike, type StandingOf } from './access/standing.ts'
import { type FindCredential, sessionWay, tokenWay } from './access/token-ways.ts'
import { oneOf } from './access/ways.ts'
import type { Settings } from './config/settings.ts'
import { controlPath, createControlSocket } from './control-socket.ts'
import type { Clock } from './ground/clock.ts'
import type { Logger } from './ground/logger.ts'

/** Who may come in, by the settings. */
export interface WhoComesIn {
  readonly authorize: Authorize
  /** Does whoever comes have to say who they are? */
  readonly isSignedIn: boolean
  /** Is what somebody was recognised by still good? */
  readonly standingOf: StandingOf
  /** Did a request come by the control socket? */
  readonly isControl: (request: IncomingMessage) => boolean
  /** The store was read: tokens are known from now on. Whoever came before has waited for that. */
  readonly known: (find: FindCredential) => void
  /** Orders are taken by the control socket from now on. Never rejects. */
  readonly takeOrders: (listener: RequestListener) => Promise<void>
  readonly close: () => Promise<void>
}

export function whoComesIn(parts: {
  readonly settings: Pick<Settings, 'sign_in' | 'data_dir'>
  /** In the place of what the settings say. */
  readonly access: Access | undefined
  readonly clock: Clock
  readonly logger: Logger
}): WhoComesIn {
  const { settings, clock, logger } = parts
  const { promise, resolve } = Promise.withResolvers<FindCredential>()
  let found: FindCredential = () => undefined
  const control = createControlSocket()
  const bySettings =
    settings.sign_in === 'off'
      ? openAccess
      : oneOf([tokenWay(promise, clock.now), sessionWay(promise, clock.now)])
  return {
    authorize: authorizer({
      access: parts.access ?? bySettings,
      failed: (err) => logger.error({ err }, 'who asks cannot be judged'),
      controlled: (right) => logger.warn({ right }, 'somebody used the control socket'),
    }),
    isSignedIn: parts.access !== undefined || settings.sign_in !== 'off',
    isControl: control.has,
    standingOf: (principal) => {
      const { credential, expiresAt } = principal
      if (expiresAt !== undefined && expiresAt <= clock.now()) return 'expired'
      if (credential === undefined) return 'good'
      const record = found(credential)
      if (record === undefined) return 'revoked'
      if (record.expiresAt <= clock.now()) return 'expired'
      return isAlike({ role: record.role, scope: record.scope }, principal) ? 'good' : 'changed'
    },
    known: (find) => {
      found = find
      resolve(find)
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
    close: control.close,
  }
}
