import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../network/free-port.ts'
import { tempDir } from '../temp-dir.ts'
import { untilAnswering } from './nginx.ts'
import { type Program, startProgram } from './program.ts'

/**
 * A real HAProxy in front of a server, with the time-outs that Debian configures unless others are given (ms), on a
 * free port and in a folder of its own; ended by its pid when the test ends.
 */
export async function startHaproxy(options: {
  /** host:port of the server behind it; or the whole block of the backend `watchfloor`. */
  readonly target: string | { readonly backend: string }
  readonly timeout?: number
  /** More of the `defaults` block. */
  readonly defaults?: string
}): Promise<{ readonly url: string; readonly program: Program }> {
  const folder = await tempDir()
  const port = await freePort()
  const { target, timeout = 50_000, defaults = '' } = options
  await writeFile(
    join(folder, 'haproxy.cfg'),
    `defaults
  mode http
  timeout connect 5000
  timeout client ${timeout}
  timeout server ${timeout}
  ${defaults}
frontend front
  bind 127.0.0.1:${port}
  default_backend watchfloor
${typeof target === 'string' ? `backend watchfloor\n  server one ${target}` : target.backend}
`,
  )
  const program = startProgram('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')])
  onTestFinished(() => program.stop('SIGTERM'))
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(url, program)
  return { url, program }
}
