import {
  type BoardSnapshot,
  emptyBoard,
  fold,
  formatTime,
  JUST_RESOLVED_MS,
  type Millis,
  toSnapshot,
} from '@watchfloor/contract'
import type { PastStore } from '../storage/storage.ts'
import { STILL_FILLING } from './still-filling.ts'

/** The board as it stood, or why it cannot be told. */
export type PastBoard =
  | { readonly ok: true; readonly board: BoardSnapshot }
  | { readonly ok: false; readonly reason: 'not_found' | 'unavailable'; readonly message: string }

/**
 * The board at a past time, by the last event of everything that was on it: events are whole (S7), so no more is
 * needed. Statistics are not kept.
 */
export async function readPastBoard(store: PastStore, time: Millis): Promise<PastBoard> {
  const past = await store.boardAt(time, JUST_RESOLVED_MS)
  if (past === 'filling') return STILL_FILLING
  const { at, events, earliest } = past
  if (at === undefined) {
    const since =
      earliest === undefined ? 'nothing has happened yet' : `history begins at ${formatTime(earliest)}`
    return { ok: false, reason: 'not_found', message: since }
  }
  const { epoch, sequence } = at
  const board = fold(emptyBoard({ epoch, sequence }), events)
  return { ok: true, board: toSnapshot({ ...board, cursor: { epoch, sequence } }, time) }
}
