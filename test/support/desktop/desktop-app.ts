import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { type Program, startProgram } from '../programs/program.ts'
import type { DesktopSession } from './desktop-session.ts'
import { ELECTRON_DIST, ELECTRON_EXECUTABLE, requireElectron } from './electron-kind.ts'

const root = join(import.meta.dirname, '../../..')

/** How long the app may take to quit, in milliseconds. */
const PATIENCE = 30_000

export interface DesktopAppOptions {
  readonly session: DesktopSession
  /** A folder of the test's own. The next start with the same one finds what this start leaves. */
  readonly userData: string
  /** Becomes `settings.json`, before the start. */
  readonly settings?: object
  /** After the app's path: `--hidden`, a deep link. */
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Another app than ours: the stand-in's own tests have one. */
  readonly app?: string
}

/** The built desktop app, driven by Playwright. */
export interface DesktopApp {
  readonly electron: ElectronApplication
  readonly pid: number
  /** The first window's page. */
  readonly page: () => Promise<Page>
  /** Everything that main printed so far. */
  readonly output: () => string
  readonly exited: Promise<number | null>
  /** `kill -9`, and waits until it is gone. */
  readonly kill: () => Promise<void>
  /** `app.quit()`; one that does not go is killed and fails the test. */
  readonly close: () => Promise<void>
}

export async function launchDesktopApp(options: DesktopAppOptions): Promise<DesktopApp> {
  requireElectron()
  await prepare(options)
  // Read by the electron package when Playwright asks it, in this process, where its binary is.
  process.env.ELECTRON_OVERRIDE_DIST_PATH = ELECTRON_DIST
  const electron = await _electron.launch({
    args: argumentsOf(options),
    env: environment(options),
    cwd: root,
    // Playwright would pretend a light desktop otherwise.
    colorScheme: null,
  })
  const child = electron.process()
  let text = ''
  const take = (chunk: Buffer): void => {
    text += chunk
  }
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  const exited = new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode)
    child.on('exit', (code) => resolve(code))
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    electron,
    pid: child.pid ?? 0,
    page: () => electron.firstWindow(),
    output: () => text,
    exited,
    kill,
    close: async () => {
      const deaf = new Promise<'deaf'>((resolve) => {
        setTimeout(() => resolve('deaf'), PATIENCE).unref()
      })
      const quit = electron.close().then(() => exited)
      if ((await Promise.race([quit, deaf])) !== 'deaf') return
      await kill()
      throw new Error(`the app did not quit:\n${text}`)
    },
  }
}

/** The same app as a plain process, as a desktop starts it: nothing is attached to it. */
export async function startDesktopApp(options: DesktopAppOptions): Promise<Program> {
  requireElectron()
  await prepare(options)
  const args = ['--no-sandbox', ...argumentsOf(options)]
  return startProgram(ELECTRON_EXECUTABLE, args, { cwd: root, env: environment(options) })
}

async function prepare({ userData, settings }: DesktopAppOptions): Promise<void> {
  await mkdir(userData, { recursive: true })
  if (settings !== undefined)
    await writeFile(join(userData, 'settings.json'), JSON.stringify(settings, undefined, 2))
}

function argumentsOf({ app = root, userData, args = [] }: DesktopAppOptions): string[] {
  return [app, `--user-data-dir=${userData}`, ...args]
}

function environment({ session, env }: DesktopAppOptions): Record<string, string> {
  const all = { ...session.env, ...env }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
