import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type Electron from 'electron'
import { guarded } from '../not-implemented.ts'

/** `shell`: as Electron on Linux, it leaves the address to `xdg-open`, whichever is first on PATH. */
export const shell: Pick<Electron.Shell, 'openExternal' | 'openPath'> = guarded(
  {
    openExternal: async (url: string): Promise<void> => {
      new URL(url)
      const child = spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
      child.unref()
      // Rejects when there is none.
      await once(child, 'spawn')
    },
    openPath: async (path: string): Promise<string> => {
      const child = spawn('xdg-open', [path], { stdio: 'ignore', detached: true })
      child.unref()
      return once(child, 'spawn').then(
        () => '',
        (error: Error) => error.message,
      )
    },
  },
  'shell',
)
