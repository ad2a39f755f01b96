import { reasonOf } from '../ground/reason-of.ts'

/** What was taken in cannot be put where the past is looked up, on a full disk for one. None of it is lost. */
export class StoreBehind extends Error {
  readonly statusCode = 503

  constructor(cause: unknown) {
    super(`the history cannot be brought up to date: ${reasonOf(cause)}`, { cause })
  }
}
