/**
 * Why something that was asked of the server was not done, by the client's reasons, which this contract does not
 * import: one that is missing here does not compile where it is looked up.
 */
const CAUSES = {
  unreachable: 'the server was not reached',
  no_answer: 'the server did not answer',
  signed_out: 'you are signed out',
  forbidden: 'the server refused it: your role may not',
  not_found: 'the server does not know it',
  conflict: 'it changed meanwhile',
  invalid: 'the server refused it',
  busy: 'the server is busy',
  server_error: 'the server failed',
  unreadable: 'the answer could not be read',
  stopped: 'the connection was closed',
} as const
export type RefusalReason = keyof typeof CAUSES

export function causeOf(reason: RefusalReason): string {
  return CAUSES[reason]
}

const UNCERTAIN: ReadonlySet<RefusalReason> = new Set(['no_answer', 'server_error', 'unreadable'])
const PASSING: ReadonlySet<RefusalReason> = new Set([...UNCERTAIN, 'unreachable', 'busy', 'stopped'])
const SAID: ReadonlySet<RefusalReason> = new Set(['invalid', 'conflict', 'not_found', 'forbidden'])

/** May it have happened all the same? */
export function isUncertain(reason: RefusalReason): boolean {
  return UNCERTAIN.has(reason)
}

/** Is it worth trying again as it is? */
export function isPassing(reason: RefusalReason): boolean {
  return PASSING.has(reason)
}

/** Why it was not done, and whether it may have been; with the server's own words where it was the server that refused. */
export function whyNotDone(reason: RefusalReason, message: string): string {
  const cause = SAID.has(reason) ? `${CAUSES[reason]}: ${message}` : CAUSES[reason]
  return isUncertain(reason) ? `${cause}; it may have happened` : cause
}
