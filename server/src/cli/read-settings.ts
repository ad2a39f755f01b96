import { readFileSync } from 'node:fs'
import { type Loaded, loadSettings } from '../config/load-settings.ts'
import type { Problem } from '../ground/problem.ts'

/** Settings from the file that `--config` names, the environment and the flags. */
export function readSettings(
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Loaded {
  const { config: name } = flags
  if (name === undefined) return loadSettings({ environment, flags })
  let text: string
  try {
    text = readFileSync(name, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problems: [{ where: '--config', message: `${name} cannot be read (${reason})` }] }
  }
  return loadSettings({ file: { name, text }, environment, flags })
}

/** All problems, one a line. */
export function problemText({ problems }: { readonly problems: readonly Problem[] }): string {
  const count = problems.length
  const head = count === 1 ? 'One setting is wrong:' : `${count} settings are wrong:`
  return [head, ...problems.map(({ where, message }) => `  ${where}: ${message}`)].join('\n')
}
