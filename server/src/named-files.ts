import { readFileSync } from 'node:fs'
import { StartProblem } from './ground/start-problem.ts'

/** Text of a file that a setting names. Throws a `StartProblem` when it is not to be read. */
export function fileOf(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(`${setting} cannot be read: ${reason}. Put it right, or leave the setting out.`)
  }
}

/** A password in a file; the file's last line break is no part of it. */
export function passwordFrom(setting: string, file: string, whose: string): string {
  const password = fileOf(setting, file).replace(/\r?\n$/, '')
  if (password === '')
    throw new StartProblem(
      `${setting} ${file} is empty. Write the password of ${whose} into it, or leave the setting out if it needs none.`,
    )
  return password
}
