import {
  compareUtf8,
  isGoingOn,
  LEVELS,
  type Level,
  type LevelCounts,
  levelOf,
  levelRank,
  type Millis,
  noCounts,
  type SeverityTable,
} from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { inOrder } from '../ground/in-order.ts'
import { remembered } from '../ground/remembered.ts'
import type { Steps } from '../ground/steps.ts'
import type { BoardRoom } from '../storage/storage.ts'

/** How large a board may be before it leaves something out. */
export const DEFAULT_BOARD_LIMITS: BoardRoom = { alerts: 50_000, bytes: 24_000_000 }

/** JSON of an alert beside its texts. */
const FRAME_BYTES = 700

/** What of an alert decides whether it has room. */
type Sized = Pick<
  AlertRecord,
  'fingerprint' | 'labels' | 'annotations' | 'generatorURL' | 'status' | 'episode' | 'startsAt'
>

/** So many alerts are looked at in one step. */
const AT_ONCE = 512

/** What is shown of a board, found as it is read, and only once; undefined stands for a step. */
export interface WithinRoom<R> {
  readonly shown: Iterable<R | undefined>
  /** What had no room, when all that is shown was read; undefined when everything had. */
  readonly leftOut: () => LevelCounts | undefined
}

/**
 * The alerts of a board as its readers can take it: all, or as many as there is room for, with how many firing alerts of
 * each level are left out. The worst come first, of one rank the newest, as every board has them; what resolved a moment
 * ago comes last. The board's cursor stays exact: the next event about an alert that is left out brings it onto the
 * board.
 */
export function* withinRoom<R extends Sized>(
  records: readonly R[],
  most: BoardRoom,
  severities: SeverityTable,
): Steps<WithinRoom<R>> {
  const levelNamed = remembered((severity) => levelOf(severity, severities))
  const level = ({ labels }: R): Level => levelNamed(labels.severity ?? '')
  /** By rank; the last is of those that are over. */
  const bands = Array.from({ length: LEVELS.length + 1 }, (): R[] => [])
  const firing = noCounts()
  let looks = 0
  for (const record of records) {
    const own = isGoingOn(record) ? level(record) : undefined
    if (own !== undefined) firing[own]++
    bands[own === undefined ? LEVELS.length : levelRank(own)]?.push(record)
    if (++looks % AT_ONCE === 0) yield
  }
  let count = 0
  const shown = function* (): Generator<R | undefined, void> {
    let room = most.bytes
    for (const band of bands) {
      for (const record of inOrder(band, newestFirst)) {
        if (record !== undefined) {
          room -= sizeOf(record)
          if (count >= most.alerts || room < 0) return
          count++
          if (isGoingOn(record)) firing[level(record)]--
        }
        yield record
      }
    }
  }
  return { shown: shown(), leftOut: () => (count < records.length ? firing : undefined) }
}

function newestFirst(a: Sized, b: Sized): number {
  return begunAt(b) - begunAt(a) || compareUtf8(a.fingerprint, b.fingerprint)
}

function begunAt({ episode, startsAt }: Sized): Millis {
  return episode?.since ?? startsAt
}

function sizeOf({ labels, annotations, generatorURL }: Sized): number {
  let bytes = FRAME_BYTES + (generatorURL?.length ?? 0)
  for (const name in labels) bytes += name.length + (labels[name] as string).length
  for (const name in annotations) bytes += name.length + (annotations[name] as string).length
  return bytes
}
