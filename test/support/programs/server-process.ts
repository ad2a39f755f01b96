import { join } from 'node:path'
import { until } from '../until.ts'
import { type Program, startProgram } from './program.ts'
import { SERVER_PROGRAM } from './server-program.ts'

const root = join(import.meta.dirname, '../../..')

export interface ServerProcess {
  readonly url: string
  /** host:port. */
  readonly address: string
  readonly program: Program
  /** `kill -9`, and waits until it is gone. */
  readonly kill: () => Promise<void>
}

/** The real server as a process of its own, as an operator runs it. Settings go in as variables. */
export async function startServerProcess(
  dataDir: string,
  options: {
    /** Another than the sources, from the root of the repository. */
    readonly file?: string
    readonly listen?: string
    readonly env?: NodeJS.ProcessEnv
    /** A file of settings. */
    readonly config?: string
    /** What stands before the command, such as where it runs. */
    readonly through?: readonly string[]
    /** Called at once, with a program that does not listen yet. */
    readonly onStarted?: (program: Program) => void
  } = {},
): Promise<ServerProcess> {
  const { file = SERVER_PROGRAM, listen = '127.0.0.1:0', config, through = [] } = options
  const args = [
    '--listen',
    listen,
    '--data-dir',
    dataDir,
    ...(config === undefined ? [] : ['--config', config]),
  ]
  const [command = process.execPath, ...words] = [...through, process.execPath, file, 'serve', ...args]
  const program = startProgram(command, words, {
    cwd: root,
    env: { ...process.env, ...options.env },
  })
  options.onStarted?.(program)
  const url = await until('the server to listen', () => {
    if (program.child.exitCode !== null || program.child.signalCode !== null)
      throw new Error(`the server ended:\n${program.output()}`)
    return /"address":"(https?:\/\/[^"]+)"/.exec(program.output())?.[1]
  })
  return { url, address: new URL(url).host, program, kill: () => program.stop('SIGKILL') }
}
