import {
  applyEvent,
  type BoardSnapshot,
  draftOf,
  emptyBoard,
  formatTime,
  JUST_RESOLVED_MS,
  type Millis,
  toSnapshot,
} from '@watchfloor/contract'
import type { Pace } from '../ground/pace.ts'
import type { BoardRoom, PastStore } from '../storage/storage.ts'
import type { Reading } from './read-history.ts'
import { STILL_FILLING } from './still-filling.ts'

/** The board as it stood, or why it cannot be told. */
export type PastBoard =
  | { readonly ok: true; readonly board: BoardSnapshot }
  | { readonly ok: false; readonly reason: 'not_found' | 'unavailable'; readonly message: string }

/**
 * The board at a past time, by the last event of everything that was on it: events are whole (S7), so no more is
 * needed. Statistics are not kept. A board that was too large is its worst, as far as there is `room`.
 */
export async function readPastBoard(
  store: PastStore,
  time: Millis,
  room: BoardRoom,
  { scope, told }: Reading,
  pace: Pace,
): Promise<PastBoard> {
  const past = await pace.readPast(() => store.boardAt(time, JUST_RESOLVED_MS, room, scope))
  if (past === 'filling') return STILL_FILLING
  const { at, pages, earliest, leftOut } = past
  if (at === undefined) {
    const since =
      earliest === undefined ? 'nothing has happened yet' : `history begins at ${formatTime(earliest)}`
    return { ok: false, reason: 'not_found', message: since }
  }
  const { epoch, sequence } = at
  const draft = draftOf(emptyBoard({ epoch, sequence }))
  await pace.run(function* () {
    for (const page of pages) {
      for (const logged of page()) {
        const event = told(logged)
        if (event !== undefined) applyEvent(draft, event)
      }
      yield
    }
  })
  const board = toSnapshot({ ...draft, cursor: { epoch, sequence } }, time)
  return { ok: true, board: leftOut === undefined ? board : { ...board, left_out: leftOut } }
}
