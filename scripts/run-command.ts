import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** The repository's root; every command runs there. */
export const ROOT = join(import.meta.dirname, '..')

/**
 * Runs a program to its end and answers its exit code; what it prints goes straight to the console. The tools of
 * `npm ci` are found first, so this works without npm too. A program that cannot start is said so and counts as 127.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<number> {
  const PATH = [join(ROOT, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter)
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH, ...variables },
    })
    child.on('error', (error) => {
      console.error(`${command} cannot be started: ${error.message}`)
      resolve(127)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
