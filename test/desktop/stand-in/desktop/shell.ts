import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type Electron from 'electron'
import { guarded } from '../not-implemented.ts'

/** `shell`: as Electron on Linux, it leaves the address to `xdg-open`, whichever is first on PATH. */
export const shell: Pick<Electron.Shell, 'openExternal'> = guarded(
  {
    openExternal: async (url: string): Promise<void> => {
      new URL(url)
      const child = spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
      child.unref()
      // Rejects when there is none.
      await once(child, 'spawn')
    },
  },
  'shell',
)
