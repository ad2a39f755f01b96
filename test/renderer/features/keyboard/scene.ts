import type { Watchfloor } from '../../../../src/renderer/state/context.ts'

/** Somewhere a person may stand when they press a key, and what of the table acts there. */
export interface Scene {
  readonly name: string
  readonly place: string
  readonly width?: number
  readonly isDesktop?: boolean
  /** The line that the board stands on, in sight or left behind. */
  readonly line?: string
  readonly selected?: readonly string[]
  readonly begin?: (watchfloor: Watchfloor) => void
  /** What has the keyboard; the page itself unless given. */
  readonly keyboard?: string
  /** Does the key that is shown like this act here? */
  readonly acts: (shown: string) => boolean
  /** What other presses do here, by widgets' own listeners. */
  readonly others?: Readonly<Record<string, string>>
  /** What keys do here, by their names. */
  readonly does?: Readonly<Record<string, string>>
}

export const LIST = '[data-list]'
export const DETAIL = '[data-region="Detail"]'

/** Keys in groups: each key of the table is in one. */
export const EVERYWHERE = words(
  'Esc · Ctrl Z · s · y · i · g b · g s · g h · g t · g o · g c · g , · g a · g l · v 0–9 · F6 · Shift F6 · Ctrl K · ?',
)
export const DESKTOP = words('g i')
export const TO_LINES = words('j · k')
export const LINES = words('↓ · ↑ · PgDn · PgUp · Home · End · Enter')
export const ALERTS = words('a · Shift A · u · Shift H · n · e · o · d · Shift Y')
export const BOARD = words('} · { · c · Shift C · b · / · \\ · 1 · 2 · 3 · 4 · 5 · 0 · . · v k · v v')
export const LIST_ONLY = words('→ · ← · Space · x · Shift j · Shift k · Ctrl A')
/** Where a moment of the past is looked at. */
export const PAST = words('− · + · < · >')
export const IN_DETAIL = words('[ · ]')
export const REGIONS = words('F6 · Shift F6 · Ctrl K')

function words(text: string): readonly string[] {
  return text.split(' · ')
}

/** These; without one that stands with a minus. */
export function only(...groups: readonly (readonly string[])[]): Scene['acts'] {
  const all = new Set(groups.flat())
  return (shown) => all.has(shown) && !all.has(`-${shown}`)
}

export const ON_BOARD = [EVERYWHERE, ALERTS, BOARD, TO_LINES, LINES, LIST_ONLY]
/** A detail lies over the board, and has the arrows for itself. */
export const IN_PANEL = [EVERYWHERE, ALERTS, BOARD, TO_LINES, IN_DETAIL]
export const FILTERS = 'input[aria-label^="Add a matcher"]'
export const NOBODY = 'says No alert is selected.'
