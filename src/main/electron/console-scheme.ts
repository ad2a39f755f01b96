import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Protocol } from 'electron'
import { answerConsole } from '../window/console-files.ts'
import { SCHEME } from '../window/own-page.ts'

/** Once, and before the app is ready. */
export function declareConsoleScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  // Standard: it has an origin, and relative URLs work. Secure: the page gets what only secure contexts have.
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

export interface ConsoleSchemeOptions {
  /** Of the session that the window uses. */
  readonly protocol: Pick<Protocol, 'handle'>
  /** The folder of the built page. */
  readonly folder: string
  /** Told of files that are there but cannot be read. */
  readonly report: (error: unknown) => void
}

/** Serves the built page, and nothing else of this computer. */
export function serveConsole({ protocol, folder, report }: ConsoleSchemeOptions): void {
  const read = (path: string) =>
    readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') report(error)
      return undefined
    })
  protocol.handle(SCHEME, (request) => answerConsole(request, read))
}
