import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { until } from '../until.ts'

/** How long a program may take to end, in milliseconds: longer than any drain of ours. */
const PATIENCE = 35_000

/** A program that a test started, and alone may end. */
export interface Program {
  readonly child: ChildProcess
  /** Everything that it printed so far. */
  readonly output: () => string
  readonly exited: Promise<number | null>
  /** Ends it by its pid and waits for it to be gone; one that does not listen is killed. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

export function startProgram(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> = {},
): Program {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let text = ''
  const take = (chunk: string): void => {
    text += chunk
  }
  // Decoded by the stream: a character may come in two pieces.
  child.stdout?.setEncoding('utf8').on('data', take)
  child.stderr?.setEncoding('utf8').on('data', take)
  // `close`, not `exit`: by then everything that it printed has been read.
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code))
    child.on('error', (error) => {
      text += error.message
      resolve(127)
    })
  })
  return {
    child,
    output: () => text,
    exited,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const deaf = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
      await exited
      clearTimeout(deaf)
    },
  }
}

/** Waits until a URL answers 200; fails with the program's output when it has ended before. */
export async function answers(program: Program, url: string): Promise<void> {
  await until(`${url} to answer`, async () => {
    if (program.child.exitCode !== null) throw new Error(`the program ended:\n${program.output()}`)
    const response = await fetch(url).catch(() => undefined)
    await response?.body?.cancel()
    return response?.ok ? true : undefined
  })
}
