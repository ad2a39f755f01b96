import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import dbus, { type DBusConnection, type MessageBus } from 'dbus-native'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'

/** A session bus of a test's own: it starts no services, so whatever is not on it is missing. */
export interface TestBus {
  readonly address: string
  readonly program: Program
}

export async function startBus(folder: string): Promise<TestBus> {
  const config = join(folder, 'bus.conf')
  await writeFile(
    config,
    `<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  )
  const program = startProgram('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1'])
  const address = await until('the session bus', () => {
    if (program.child.exitCode !== null) throw new Error(`dbus-daemon ended:\n${program.output()}`)
    return /^unix:\S+/m.exec(program.output())?.[0]
  })
  return { address, program }
}

/** A connection like any program's. Values read are plain. */
export async function connectBus(address: string): Promise<MessageBus> {
  const bus = dbus.sessionBus({ busAddress: address, plainValues: true })
  // When the bus ends, so does the test.
  bus.connection.on('error', () => {})
  await bus.getId()
  return bus
}

/** A connection that hears every message of the bus, and may not speak. */
export async function monitorBus(address: string): Promise<DBusConnection> {
  const connection = dbus.createConnection({ busAddress: address, plainValues: true })
  connection.on('error', () => {})
  const { promise: connected, resolve } = Promise.withResolvers<void>()
  connection.on('connect', resolve)
  await connected
  const { promise: monitoring, resolve: heard } = Promise.withResolvers<void>()
  // The answer to the second message.
  connection.on('message', (message) => message.replySerial === 2 && heard())
  const daemon = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', type: 1 }
  connection.message({ ...daemon, serial: 1, interface: 'org.freedesktop.DBus', member: 'Hello' })
  connection.message({
    ...daemon,
    serial: 2,
    interface: 'org.freedesktop.DBus.Monitoring',
    member: 'BecomeMonitor',
    signature: 'asu',
    body: [[], 0],
  })
  await monitoring
  return connection
}
