import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'
import { connectBus, monitorBus, startBus } from './message-bus.ts'
import { NotificationDaemon } from './notification-daemon.ts'
import { NotificationRecord, type ShownNotification } from './notification-record.ts'

/** A Linux desktop of a test's own: an X screen, a session bus and a notification daemon, each a real program. */
export interface DesktopSession {
  /** What a program needs to run on it; nothing of the machine's own desktop is left. */
  readonly env: NodeJS.ProcessEnv
  readonly busAddress: string
  /** Every notification that the daemon has taken so far, in order, whether it is still on screen or not. */
  readonly history: () => readonly ShownNotification[]
  /** Notifications that apps asked for and no daemon has answered. */
  readonly unanswered: () => number
  /** Presses a notification's button on screen: `default` is a click on the notification itself. */
  readonly press: (id: number, action?: string) => Promise<void>
  /** Takes a notification off the screen without an action. */
  readonly dismiss: (id: number) => Promise<void>
  readonly stopDaemon: () => Promise<void>
  readonly startDaemon: () => Promise<void>
  /** A picture (PNG) of the whole screen. */
  readonly screenshot: (path: string) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface DesktopSessionOptions {
  readonly width?: number
  readonly height?: number
  /** Without one, whatever is shown is lost until `startDaemon`. */
  readonly hasDaemon?: boolean
}

export async function startDesktopSession(options: DesktopSessionOptions = {}): Promise<DesktopSession> {
  const { width = 1600, height = 1000, hasDaemon = true } = options
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-desktop-'))
  const [screen, bus] = await Promise.all([startScreen(width, height), startBus(folder)])
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DISPLAY: screen.display,
    DBUS_SESSION_BUS_ADDRESS: bus.address,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CURRENT_DESKTOP: '',
    WAYLAND_DISPLAY: '',
  }
  const [connection, monitor] = await Promise.all([connectBus(bus.address), monitorBus(bus.address)])
  const record = new NotificationRecord(monitor)
  const daemon = new NotificationDaemon(folder, env, connection)
  if (hasDaemon) await daemon.start()
  return {
    env,
    busAddress: bus.address,
    history: () => record.shown(),
    unanswered: () => record.unanswered,
    press: async (id, action = 'default') => {
      const times = (): number => record.invocations(id, action)
      const before = times()
      await daemon.press(id, action)
      await until(`${action} of notification ${id} to be invoked`, () => times() > before || undefined)
    },
    dismiss: (id) => daemon.close(id),
    stopDaemon: () => daemon.stop(),
    startDaemon: () => daemon.start(),
    screenshot: async (path) => {
      const scrot = startProgram('scrot', ['--overwrite', path], { env })
      if ((await scrot.exited) !== 0) throw new Error(`scrot: ${scrot.output()}`)
    },
    stop: async () => {
      await daemon.stop()
      monitor.end()
      await connection.close()
      await Promise.all([screen.program.stop(), bus.program.stop()])
      // Chromium may still be putting its last files there.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

async function startScreen(
  width: number,
  height: number,
): Promise<{ readonly display: string; readonly program: Program }> {
  const size = `${width}x${height}x24`
  const program = startProgram('Xvfb', [
    '-displayfd',
    '1',
    '-screen',
    '0',
    size,
    '-nolisten',
    'tcp',
    '-noreset',
  ])
  const number = await until('the X screen', () => {
    if (program.child.exitCode !== null) throw new Error(`Xvfb ended:\n${program.output()}`)
    return /^\d+$/m.exec(program.output())?.[0]
  })
  return { display: `:${number}`, program }
}
