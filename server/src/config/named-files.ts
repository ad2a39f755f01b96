import { readFileSync } from 'node:fs'
import { StartProblem } from '../ground/start-problem.ts'

/** Text of a file that a setting names. Throws a `StartProblem` when it is not to be read; `when` it may be left out. */
export function fileOf(setting: string, file: string, when = ''): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `${setting} cannot be read: ${reason}. Put it right, or leave the setting out${when}.`,
    )
  }
}

/**
 * A secret in a file; the file's last line break is no part of it. Throws a `StartProblem` when there is none in it:
 * a server that went on without it would hide the mistake.
 */
export function secretOf(setting: string, file: string, write: string, when?: string): string {
  const secret = fileOf(setting, file, when).replace(/\r?\n$/, '')
  if (secret === '') throw new StartProblem(`${setting} ${file} is empty. ${write}`)
  return secret
}

/** A password likewise. */
export function passwordOf(setting: string, file: string, whose: string): string {
  const write = `Write the password of ${whose} into it, or leave the setting out if it needs none.`
  return secretOf(setting, file, write)
}
