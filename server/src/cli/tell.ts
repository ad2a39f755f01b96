import type { Parsed } from '@watchfloor/contract'

/** Says what a server answered, in these words, or why it did not; answers the exit code. */
export function told<T>(answer: Parsed<T>, words: (value: T) => string): number {
  if (!answer.ok) return complain(answer.error, 1)
  process.stdout.write(words(answer.value))
  return 0
}

export function complain(message: string, code: number): number {
  process.stderr.write(`${message}\n`)
  return code
}
