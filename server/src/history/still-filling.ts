/** Why the past cannot be told yet after a start with an older file. */
export const STILL_FILLING = {
  ok: false,
  reason: 'unavailable',
  message: 'the history of an earlier version is still being read in; ask again in some minutes',
} as const
