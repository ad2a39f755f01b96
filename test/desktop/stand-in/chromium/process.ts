import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { Devtools } from './devtools.ts'
import { prepareProfile } from './profile.ts'

/** How long Chromium may take to write what its pages stored, in milliseconds. */
const PATIENCE = 3_000

const FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  // Electron decides itself when the last window's end is the end.
  '--keep-alive-for-test',
  '--hide-crash-restore-bubble',
  // No graphics card here, and loopback only.
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-breakpad',
  // The process of the window's first, empty page serves the app's page too: the start is a third shorter.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  '--metrics-recording-only',
  '--password-store=basic',
  // A hidden page goes on running, as a window of Electron's does.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
]

export interface Chromium {
  readonly devtools: Devtools
  readonly version: string
  /** Asks it to end and waits for it. */
  readonly close: () => Promise<void>
}

export interface ChromiumOptions {
  readonly profile: string
  readonly appName: string
  /** Listen on a port as well, and say where: Playwright connects to it. */
  readonly hasPort: boolean
  readonly switches: readonly string[]
}

export async function launchChromium(options: ChromiumOptions): Promise<Chromium> {
  await prepareProfile(options.profile)
  const child = spawn(executable(), flags(options), { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
  // Chromium ends by itself when its end of these pipes closes, however this process ended.
  const devtools = new Devtools(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const printed = listen(child, options.hasPort)
  const ended = once(child, 'close')
  process.on('exit', () => child.kill('SIGKILL'))
  const started = devtools.browser.send('Browser.getVersion').catch(() => undefined)
  const answer = await Promise.race([started, ended.then(() => undefined)])
  if (answer === undefined) throw new Error(`stand-in: Chromium did not start:\n${printed()}`)
  await devtools.browser.send('Target.setDiscoverTargets', { discover: true })
  return {
    devtools,
    version: String(answer.product).split('/')[1] ?? '',
    close: async () => {
      devtools.browser.send('Browser.close').catch(() => {})
      await Promise.race([ended, setTimeout(PATIENCE, undefined, { ref: false })])
    },
  }
}

/** Debian's `chromium` is a script before the program, which costs time at every start. */
function executable(): string {
  const debian = '/usr/lib/chromium/chromium'
  return process.env.TEST_CHROMIUM ?? (existsSync(debian) ? debian : 'chromium')
}

function flags({ profile, appName, hasPort, switches }: ChromiumOptions): string[] {
  return [
    ...FLAGS,
    ...switches,
    '--remote-debugging-pipe',
    ...(hasPort ? ['--remote-debugging-port=0'] : []),
    // Chromium's own sandbox refuses to run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    `--class=${appName}`,
  ]
}

/** Passes on where Chromium listens; answers what it printed. */
function listen(child: ChildProcess, hasPort: boolean): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    if (text.length < 10_000) text += chunk
    const [line] = /^DevTools listening on .*$/m.exec(chunk.toString()) ?? []
    if (hasPort && line !== undefined) process.stderr.write(`\n${line}\n`)
  })
  child.on('error', (error) => {
    text += error.message
  })
  return () => text
}
