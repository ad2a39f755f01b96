import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SERVER_PROGRAM } from './server-program.ts'

const repository = join(import.meta.dirname, '../../..')

export interface Typed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** `watchfloor-server token …` as somebody types it on the machine of the server with this data folder. */
export function typeToken(dataDir: string, ...words: readonly string[]): Promise<Typed> {
  const args = [SERVER_PROGRAM, 'token', ...words, '--data-dir', dataDir]
  return promisify(execFile)(process.execPath, args, { cwd: repository }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Typed) => error,
  )
}

/** The token that `token create` prints. */
export async function createToken(dataDir: string, name: string, role: string): Promise<string> {
  const { code, stdout, stderr } = await typeToken(dataDir, 'create', '--name', name, '--role', role)
  if (code !== 0) throw new Error(`no token was made: ${stderr}`)
  return stdout.split('\n')[0] ?? ''
}
