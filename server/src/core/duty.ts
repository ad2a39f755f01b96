import type { Duty } from '../storage/shared.ts'

/** Of a store that nobody else writes to. */
export const ALWAYS_OURS: Duty = { isMine: () => true, onChange: () => () => {} }

/**
 * Where several servers share a store, deadlines and the rest that the clock does are done by one of them, and a plain
 * re-send that another one hears is only in that one's memory for up to 5 s (S4). With less than this until its deadline
 * it is written at once.
 */
export const LAST_MOMENT_MS = 10_000
