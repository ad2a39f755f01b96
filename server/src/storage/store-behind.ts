import { reasonOf } from '../ground/reason-of.ts'

/**
 * What was taken in cannot be put where the past is looked up, on a full disk for one, or cannot be looked up there, as
 * where the file was moved away. None of it is lost.
 */
export class StoreBehind extends Error {
  readonly statusCode = 503

  constructor(cause: unknown, failed: 'brought up to date' | 'read' = 'brought up to date') {
    super(`the history cannot be ${failed}: ${reasonOf(cause)}`, { cause })
  }
}
