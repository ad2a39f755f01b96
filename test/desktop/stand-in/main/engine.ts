import { type Chromium, launchChromium } from '../chromium/process.ts'
import { profileFolder } from '../chromium/profile.ts'
import { XScreen } from '../chromium/x-screen.ts'

/** What shows windows: there from shortly before `ready` until the end. */
export interface Engine {
  readonly chromium: Chromium
  readonly screen: XScreen
  readonly profile: string
}

let running: Engine | undefined

export interface EngineOptions {
  readonly userData: string
  readonly appName: string
  readonly hasPort: boolean
  readonly switches: readonly string[]
}

export async function startEngine({ userData, ...options }: EngineOptions): Promise<Engine> {
  const profile = profileFolder(userData)
  const [screen, chromium] = await Promise.all([
    XScreen.open(process.env.DISPLAY ?? ''),
    launchChromium({ profile, ...options }),
  ])
  Object.defineProperty(process.versions, 'chrome', { value: chromium.version, enumerable: true })
  running = { chromium, screen, profile }
  return running
}

export function engine(what: string): Engine {
  if (running === undefined) throw new Error(`${what} before app is ready`)
  return running
}

export async function stopEngine(): Promise<void> {
  await running?.chromium.close()
}
