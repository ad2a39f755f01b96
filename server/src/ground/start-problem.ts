/** Why the server cannot start, in one sentence that says what to do. No stack is worth showing for it. */
export class StartProblem extends Error {}

/** What a look finds that keeps the server from starting; undefined when nothing does. */
export function problemOf(look: () => unknown): string | undefined {
  try {
    look()
    return undefined
  } catch (error) {
    if (error instanceof StartProblem) return error.message
    throw error
  }
}
