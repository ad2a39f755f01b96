import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a program to its end, which may be so far away at most; answers what it printed. */
export async function runWithin(
  ms: number,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  try {
    const limits = { timeout: ms, killSignal: 'SIGKILL', maxBuffer: 64_000_000 } as const
    return (await promisify(execFile)(command, args, { env, ...limits })).stdout
  } catch (error) {
    if (!(error instanceof Error && 'killed' in error && error.killed)) throw error
    throw new Error(`waited ${ms} ms for ${[command, ...args].join(' ')}`)
  }
}
