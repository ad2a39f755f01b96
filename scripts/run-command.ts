import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

/** The repository's root; every command runs there. */
export const ROOT = join(import.meta.dirname, '..')

export interface RunOptions {
  /** Environment variables added to this process's own. */
  readonly variables?: Readonly<Record<string, string>>
  /** Shows what the program printed only if it fails; or not even then. */
  readonly quiet?: boolean | 'always'
  /** Passes on whole lines, so that those of programs which run at the same time stay apart. */
  readonly byLine?: boolean
}

/**
 * Runs a program to its end and answers its exit code. The tools of `npm ci` are found first, so this works without
 * npm too. A program that cannot start is said so and counts as 127.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { variables = {}, quiet = false, byLine = false }: RunOptions = {},
): Promise<number> {
  const PATH = [join(ROOT, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter)
  const output = quiet === false && !byLine ? 'inherit' : 'pipe'
  const { promise, resolve } = Promise.withResolvers<number>()
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', output, output],
    env: { ...process.env, PATH, ...variables },
  })
  const printed: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    if (byLine) createInterface(stream).on('line', (line) => console.log(line))
    else stream.on('data', (chunk: Buffer) => printed.push(chunk))
  }
  child.on('error', (error) => {
    console.error(`${command} cannot be started: ${error.message}`)
    resolve(127)
  })
  child.on('close', (code) => {
    if (code !== 0 && quiet !== 'always') process.stderr.write(Buffer.concat(printed))
    resolve(code ?? 1)
  })
  return promise
}
