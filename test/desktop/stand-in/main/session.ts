import type Electron from 'electron'
import { guarded } from '../not-implemented.ts'
import { protocol } from './protocol.ts'

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0]

const handlers: { request: RequestHandler; check: CheckHandler } = { request: null, check: null }

/** `session.defaultSession`, the only one that pages have. */
export const defaultSession = guarded(
  {
    protocol,
    setPermissionRequestHandler: (handler: RequestHandler): void => {
      handlers.request = handler
    },
    setPermissionCheckHandler: (handler: CheckHandler): void => {
      handlers.check = handler
    },
  },
  'session.defaultSession',
)

export const session = guarded(
  {
    defaultSession,
    /** For `net.request`, which makes nothing of it. */
    fromPartition: (name: string) => guarded({}, `session.fromPartition('${name}')`),
  },
  'session',
)

/** What the app set, for `permissions.ts`. */
export function permissionHandlers(): Readonly<typeof handlers> {
  return handlers
}
