import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** What runs the desktop app in tests: Electron itself where `TEST_ELECTRON=real`, else the stand-in for it. */
export type ElectronKind = 'stand-in' | 'real'

export const ELECTRON_KIND: ElectronKind = process.env.TEST_ELECTRON === 'real' ? 'real' : 'stand-in'

/** Electron's `dist` directory. */
const DIST: Readonly<Record<ElectronKind, string>> = {
  real: join(root, 'node_modules/electron/dist'),
  'stand-in': join(root, 'test/desktop/stand-in'),
}

export const ELECTRON_DIST: string = DIST[ELECTRON_KIND]
export const ELECTRON_EXECUTABLE: string = join(ELECTRON_DIST, 'electron')

/** Says what to do where Electron itself was asked for and is not there. */
export function requireElectron(): void {
  if (existsSync(ELECTRON_EXECUTABLE)) return
  throw new Error(
    `Electron's binary is not at ${ELECTRON_EXECUTABLE}. "npx install-electron" downloads it; where it cannot be had, run the desktop tests on the stand-in: npx playwright test --project=desktop`,
  )
}
