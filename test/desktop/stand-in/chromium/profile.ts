import { mkdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** How long a Chromium whose stand-in was killed may take to go, in milliseconds. */
const PATIENCE = 10_000

/** Chromium's profile under the app's user data: what pages store there is still there at the next start. */
export function profileFolder(userData: string): string {
  return join(userData, 'stand-in-chromium')
}

/** Makes the profile, and waits for a Chromium that still holds it: its own stand-in may have been killed just now. */
export async function prepareProfile(profile: string): Promise<void> {
  mkdirSync(join(profile, 'Default'), { recursive: true })
  // Windows without Chromium's own title bar; a profile that was used before keeps its preferences.
  const preferences = JSON.stringify({ browser: { custom_chrome_frame: false } })
  writeIfAbsent(join(profile, 'Default/Preferences'), preferences)
  const deadline = performance.now() + PATIENCE
  for (let holder = profileHolder(profile); holder !== undefined; holder = profileHolder(profile)) {
    if (performance.now() > deadline) throw new Error(`stand-in: Chromium ${holder} still uses ${profile}`)
    await setTimeout(20)
  }
}

function writeIfAbsent(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Chromium leaves a symbolic link `host-pid` in a profile that it uses. */
function profileHolder(profile: string): number | undefined {
  try {
    const pid = Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1])
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

/**
 * Opens a window without tabs and address bar. DevTools cannot ask for one; a second `chromium --app=URL` can, and
 * does it by handing its command line to the first through this socket.
 */
export async function openAppWindow(profile: string, url: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect(join(profile, 'SingletonSocket'))
  // `--test-type` keeps Chromium from warning, inside the window, that it runs without its sandbox.
  const args = ['chromium', `--app=${url}`, '--test-type', `--user-data-dir=${profile}`]
  socket.on('connect', () => socket.end(['START', process.cwd(), ...args].join('\0')))
  socket.on('error', reject)
  socket.on('close', () => resolve())
  socket.resume()
  await promise
}
