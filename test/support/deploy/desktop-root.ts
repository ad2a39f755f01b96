import { execFile } from 'node:child_process'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'
import { BARE, ensureDebianWith, inside, patientlyInside } from './debian-root.ts'

const run = promisify(execFile)

/** The root that is kept with a desktop in it. */
export const DESKTOP = 'desktop'

/** An X screen, a session bus, what desktops start apps by, and what checks their files. */
const PACKAGES = [
  ...['xvfb', 'x11-utils', 'dbus-daemon', 'libgtk-3-bin', 'xdg-utils', 'desktop-file-utils', 'appstream'],
  // What the stand-in shows its windows with.
  ...['chromium', 'chromium-sandbox'],
]
/** How long Debian's archive may take for all of it, ms. */
const PATIENCE = 1_200_000
const PERSON = 'oncall'
const BUS = 'unix:path=/tmp/session-bus'
const ENV = {
  ...BARE,
  HOME: `/home/${PERSON}`,
  USER: PERSON,
  LANG: 'C.UTF-8',
  DISPLAY: ':1',
  DBUS_SESSION_BUS_ADDRESS: BUS,
}

/** Mounts of its own, and a network of its own, where nothing but itself is reached. */
const SESSION = `set -e
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/dev/shm"
ip link set lo up
exec chroot "$1" sleep infinity`

/** What runs inside; a signal to what entered for it would not reach it. */
export interface Started {
  readonly program: Program
  /** Asks it to end, and waits for that. */
  readonly end: () => Promise<void>
}

/** A person's desktop in a Debian root, the person being nobody special there. */
export interface DesktopRoot {
  /** The person's home, as seen from out here. */
  readonly home: string
  /** Runs something as the person, and answers what it printed. */
  readonly run: (...command: readonly string[]) => Promise<string>
  /** Starts something as the person; it ends with the test at the latest. */
  readonly start: (...command: readonly string[]) => Started
  /** The titles of the windows on the screen. */
  readonly windows: () => Promise<readonly string[]>
}

/** Has what a root with a desktop is made of, all from Debian's archive. */
export function ensureDesktop(): Promise<void> {
  return ensureDebianWith(DESKTOP, async (root) => {
    await patientlyInside(PATIENCE, root, 'apt-get', '-q', 'update')
    const install = ['apt-get', 'install', '-qy', '--no-install-recommends']
    await patientlyInside(PATIENCE, root, ...install, ...PACKAGES)
    await inside(root, 'apt-get', 'clean')
  })
}

/** Begins a session in a root that has a desktop. */
export async function startDesktopRoot(root: string): Promise<DesktopRoot> {
  await inside(root, 'useradd', '--create-home', '--shell', '/bin/sh', PERSON)
  await inside(root, 'install', '-d', '-m', '1777', '/tmp/.X11-unix')
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child']
  const holder = startProgram('unshare', [...namespaces, 'sh', '-c', SESSION, 'session', root], { env: BARE })
  onTestFinished(() => holder.stop('SIGKILL'))
  const parent = holder.child.pid ?? 0
  const pid = await until('the session', async () => {
    if (holder.child.exitCode !== null) throw new Error(`the session ended:\n${holder.output()}`)
    const [child = ''] = (await readFile(`/proc/${parent}/task/${parent}/children`, 'latin1')).split(' ')
    const command = child === '' ? '' : await readFile(`/proc/${child}/cmdline`, 'latin1')
    return command.startsWith('sleep') ? Number(child) : undefined
  })
  const place = ['--target', String(pid), '--mount', '--net', '--pid']
  const enter = [...place, 'chroot', `--userspec=${PERSON}:${PERSON}`, root]
  const runAs = async (...command: readonly string[]): Promise<string> =>
    (await run('nsenter', [...enter, ...command], { env: ENV })).stdout
  const start = (...command: readonly string[]): Started => {
    const args = ['sh', '-c', 'echo $$; exec "$@"', 'start', ...command]
    // The session takes it along when the test ends.
    const program = startProgram('nsenter', [...enter, ...args], { env: ENV })
    const end = async (): Promise<void> => {
      await runAs('sh', '-c', `kill ${Number.parseInt(program.output(), 10)}`)
      await program.exited
    }
    return { program, end }
  }
  // It would begin anew whenever its last client leaves, and send away whoever comes just then.
  start('Xvfb', ENV.DISPLAY, '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset')
  start('dbus-daemon', '--session', '--nofork', '--nopidfile', `--address=${BUS}`)
  await until('the session bus', () =>
    access(join(root, 'tmp/session-bus')).then(
      () => true,
      () => undefined,
    ),
  )
  const windows = async (): Promise<readonly string[]> => {
    const tree = await runAs('xwininfo', '-root', '-tree')
    return [...tree.matchAll(/^ +0x\w+ "(.+)": /gm)].map(([, title = '']) => title)
  }
  await until('the X screen', () =>
    windows().then(
      () => true,
      () => undefined,
    ),
  )
  return { home: join(root, ENV.HOME), run: runAs, start, windows }
}
