/** One thing that is wrong: which key and where it was given, and what was expected. */
export interface Problem {
  readonly where: string
  readonly message: string
}
