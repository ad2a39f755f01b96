import { isBoardPath } from '../../../shared/page-paths.ts'
import type { Watchfloor } from '../../state/context.ts'
import { parsePlace } from '../../state/hash-location.ts'
import { type KeyTarget, keyTarget } from '../../ui/key-target.ts'
import type { Key, KeyPlace } from './keys.ts'

/** Where a person stands, as far as keys go. */
export interface Standing {
  readonly places: ReadonlySet<KeyPlace>
  readonly target: KeyTarget
  /** Is the keyboard in something beside the list that has its own use for arrows, such as to scroll? */
  readonly isAside: boolean
}

/** Parts of the screen that scroll by themselves. */
const ASIDE = '[data-region="Side rail"], [data-region="Messages"]'

/** Where the press was made. */
export function standingAt(
  { bridge, questions, screen, past }: Pick<Watchfloor, 'bridge' | 'screen' | 'questions' | 'past'>,
  target: EventTarget | null,
): Standing {
  const { path } = parsePlace(location.hash)
  const { lines, detail } = screen
  const { isHelpOpen, isRailOpen, palette } = screen.getState()
  // Known before it is painted: who types on does not act on what it lies over.
  const isCovered = isHelpOpen || isRailOpen || palette !== null || questions.getState().question !== null
  const isPast = past !== undefined
  const isBoard = (isPast || isBoardPath(path)) && detail?.as !== 'page'
  const places = new Set<KeyPlace>(['everywhere'])
  if (bridge.desktop !== undefined) places.add('desktop')
  if (isBoard) places.add('board')
  if (isPast) places.add('past')
  if (isBoard || detail !== null) places.add('alerts')
  if (detail !== null) places.add('detail')
  if (lines !== null) places.add('lines')
  const isAside = detail?.has() === true || (target instanceof Element && target.closest(ASIDE) !== null)
  return { places, target: isCovered ? 'dialog' : keyTarget(target), isAside }
}

/** Does the key act where the person stands? */
export function acts({ of, yields, inFields }: Key, { places, target, isAside }: Standing): boolean {
  if (!places.has(of) || target === 'dialog') return false
  if (target === 'field' && inFields !== true) return false
  return yields !== true || !isAside
}
