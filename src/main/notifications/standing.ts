import type { Alert, Level, Millis } from '@watchfloor/contract'
import type { InboxReason } from '../../shared/inbox.ts'

/** What the system refused to show is asked again after this, then after twice as long, and so on (S26). */
const FIRST_RETRY_MS = 30_000
const LAST_RETRY_MS = 5 * 60_000

/** That this person was told about a group, and as what. */
export interface Told {
  readonly level: Level
  /** Row of the inbox; null where the board itself was all that was told. */
  readonly row: string | null
  /** Wall time. */
  readonly at: Millis
  /** In a notification of its own, in the living one of criticals, or in one that stands for much else. */
  readonly as: 'single' | 'flood' | 'fold'
  readonly count: number
  /** How often they had fired that flap (S10), when that was last written down. */
  readonly flaps?: number
}

/** That nobody was told, and why. */
export interface Held {
  readonly row: string
  readonly reason: InboxReason
  readonly level: Level
  readonly count: number
}

/** What this person knows of a group of alerts. */
export type Standing =
  /** Nothing is decided yet. */
  | { readonly kind: 'new' }
  | { readonly kind: 'held'; readonly held: Held }
  /**
   * `held` is that it got worse since, which was held back. `waited` is how long its row waited to be asked again;
   * null unless the system had refused it and has not shown it since.
   */
  | {
      readonly kind: 'told'
      readonly told: Told
      readonly held: Held | null
      readonly waited: number | null
    }
  /** The system did not show its row, which is asked again; `retryAt` is monotonic. */
  | { readonly kind: 'refused'; readonly row: string; readonly retryAt: number; readonly waited: number }
  /**
   * Its last alert resolved: that alert as it last fired, and what was told or held back of it. What begins to fire
   * in it afterwards is as new.
   */
  | {
      readonly kind: 'over'
      readonly last: Alert
      readonly told: Told | null
      readonly held: Held | null
    }

export const NEW: Standing = { kind: 'new' }

/** What this person was told of lives that go on. */
export function toldOf(standing: Standing): Told | null {
  return standing.kind === 'told' ? standing.told : null
}

/** What was held back of lives that go on. */
export function heldOf(standing: Standing): Held | null {
  return standing.kind === 'told' || standing.kind === 'held' ? standing.held : null
}

/** Is anything decided about lives that go on? */
export function isDecided(standing: Standing): boolean {
  switch (standing.kind) {
    case 'new':
    case 'over':
      return false
    case 'held':
    case 'told':
    case 'refused':
      return true
  }
}

/** Its last alert resolved, or its only alert began a new life. */
export function over(standing: Standing, last: Alert): Standing {
  switch (standing.kind) {
    case 'new':
    case 'refused':
      return { kind: 'over', last, told: null, held: null }
    case 'held':
      return { kind: 'over', last, told: null, held: standing.held }
    case 'told':
      return { kind: 'over', last, told: standing.told, held: standing.held }
    case 'over':
      return { ...standing, last }
  }
}

/** What the inbox knows of a life from before this app started still holds, unless something was decided since. */
export function recalled(standing: Standing, told: Told | null, held: Held | null): Standing {
  if (isDecided(standing)) return standing
  if (told !== null) return { kind: 'told', told, held, waited: null }
  return held === null ? standing : { kind: 'held', held }
}

/** This person is told. A row that was refused before goes on waiting longer, should it be refused again. */
export function tell(standing: Standing, told: Told): Standing {
  const waited = standing.kind === 'told' || standing.kind === 'refused' ? standing.waited : null
  return { kind: 'told', told, held: null, waited: told.as === 'single' ? waited : null }
}

export function holdBack(standing: Standing, held: Held): Standing {
  return standing.kind === 'told' ? { ...standing, held } : { kind: 'held', held }
}

/** What was told is news again: somebody gave it back, or it was hidden meanwhile. */
export function forget(standing: Standing): Standing {
  const held = heldOf(standing)
  return held === null ? NEW : { kind: 'held', held }
}

/** The system refused to show the row. What got worse meanwhile and was held back is what counts then. */
export function refuse(standing: Standing, row: string, now: number): Standing {
  if (standing.kind !== 'told' || !isOwn(standing.told, row)) return standing
  if (standing.held !== null) return { kind: 'held', held: standing.held }
  const waited = Math.min(LAST_RETRY_MS, (standing.waited ?? FIRST_RETRY_MS / 2) * 2)
  return { kind: 'refused', row, retryAt: now + waited, waited }
}

/** The system showed the row. */
export function confirm(standing: Standing, row: string): Standing {
  return standing.kind === 'told' && isOwn(standing.told, row) ? { ...standing, waited: null } : standing
}

/** The row that is asked again: the system refused it and has not shown it since. */
export function unconfirmedRow(standing: Standing): string | null {
  if (standing.kind === 'refused') return standing.row
  return standing.kind === 'told' && standing.waited !== null ? standing.told.row : null
}

/** Is this the row of the group's own notification? Others speak of more than this group. */
function isOwn({ as, row: own }: Told, row: string): boolean {
  return as === 'single' && own === row
}
