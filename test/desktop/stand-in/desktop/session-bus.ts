import type { DBusError, Message, MessageBus } from 'dbus-native'

/** The calls of D-Bus that the stand-in makes. Values are written as their signature says. */
export interface SessionBus {
  /** The reply's only value, or its values; undefined when it has none. */
  readonly call: (message: BusCall) => Promise<unknown>
  readonly emit: (path: string, iface: string, member: string, signature: string, body: unknown[]) => void
  readonly onSignal: (iface: string, member: string, listener: (body: readonly unknown[]) => void) => void
  readonly raw: MessageBus
}

export type BusCall = Required<Pick<Message, 'destination' | 'path' | 'interface' | 'member'>> &
  Pick<Message, 'signature' | 'body'>

let opened: Promise<SessionBus> | undefined

/** The session's bus, connected when first needed; rejects when there is none. */
export function sessionBus(): Promise<SessionBus> {
  opened ??= connect()
  return opened
}

async function connect(): Promise<SessionBus> {
  const busAddress = process.env.DBUS_SESSION_BUS_ADDRESS
  if (!busAddress) throw new Error('there is no session bus')
  const { default: dbus } = await import('dbus-native')
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const raw = dbus.sessionBus({ busAddress, plainValues: true })
  raw.connection.on('error', reject)
  raw.connection.on('close', () => {
    opened = undefined
    reject(new Error('the session bus has gone'))
  })
  failed.catch(() => {})
  const heard = new Set<string>()
  await Promise.race([raw.getId(), failed])
  return {
    raw,
    call: (message) =>
      Promise.race([raw.invoke(message).then((value) => value, explain), failed]) as Promise<unknown>,
    emit: (path, iface, member, signature, body) => raw.sendSignal(path, iface, member, signature, body),
    onSignal: (iface, member, listener) => {
      if (!heard.has(iface)) void raw.addMatch(`type='signal',interface='${iface}'`)
      heard.add(iface)
      raw.connection.on('message', (message) => {
        if (message.interface === iface && message.member === member) listener(message.body ?? [])
      })
    },
  }
}

function explain(error: DBusError): never {
  throw new Error(error.dbusName === undefined ? error.message : `${error.dbusName}: ${error.message}`)
}
