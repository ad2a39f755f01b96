import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Program } from './program.ts'

const run = promisify(execFile)

export interface SystemUser {
  readonly uid?: number
  readonly gid?: number
}

/** PostgreSQL does not run as root; then it runs as the user that its package brings. */
export async function nobodyElse(): Promise<SystemUser> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}

/** The server and each of its processes, which are its children. */
export async function signalAll(program: Program | undefined, signal: NodeJS.Signals): Promise<void> {
  const parent = program?.child.pid
  if (parent === undefined || program?.child.exitCode !== null) return
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(parent)]).catch(
    ({ stdout }: { readonly stdout: string }) => ({ stdout }),
  )
  const children = stdout
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0)
  // Whoever makes new ones stands still first, and goes on last.
  const inOrder = signal === 'SIGSTOP' ? [parent, ...children] : [...children, parent]
  for (const pid of inOrder) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has ended meanwhile.
    }
  }
}
