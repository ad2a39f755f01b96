import { sessionBus } from './session-bus.ts'

const NAME = 'org.freedesktop.Notifications'
const PATH = '/org/freedesktop/Notifications'

export type Happened = { readonly closed: number } | { readonly action: string }

/** The desktop's notification daemon (Desktop Notifications Specification 1.2). */
export interface NotificationDaemon {
  readonly capabilities: () => Promise<readonly string[]>
  /** Answers the daemon's number. */
  readonly notify: (body: unknown[]) => Promise<number>
  readonly close: (id: number) => Promise<void>
  /** Calls back once: when it is closed, or an action of it is invoked. */
  readonly follow: (id: number, listener: (happened: Happened) => void) => void
  readonly forget: (id: number) => void
}

let connected: Promise<NotificationDaemon> | undefined

export function notificationDaemon(): Promise<NotificationDaemon> {
  connected ??= connect().catch((error) => {
    connected = undefined
    throw error
  })
  return connected
}

async function connect(): Promise<NotificationDaemon> {
  const bus = await sessionBus()
  const followed = new Map<number, (happened: Happened) => void>()
  const happened = (id: number, what: Happened): void => {
    const listener = followed.get(id)
    followed.delete(id)
    listener?.(what)
  }
  bus.onSignal(NAME, 'ActionInvoked', ([id, action]) => happened(id as number, { action: action as string }))
  bus.onSignal(NAME, 'NotificationClosed', ([id, reason]) =>
    happened(id as number, { closed: reason as number }),
  )
  const call = (member: string, signature?: string, body?: unknown[]): Promise<unknown> =>
    bus.call({
      destination: NAME,
      path: PATH,
      interface: NAME,
      member,
      ...(signature === undefined ? {} : { signature, body: body ?? [] }),
    })
  return {
    capabilities: async () => (await call('GetCapabilities')) as readonly string[],
    notify: async (body) => (await call('Notify', 'susssasa{sv}i', body)) as number,
    close: async (id) => {
      // Gone already, or the daemon has: there is nothing to close.
      await call('CloseNotification', 'u', [id]).catch(() => {})
    },
    follow: (id, listener) => followed.set(id, listener),
    forget: (id) => followed.delete(id),
  }
}
