import {
  byUrgency,
  isGoingOn,
  LEVELS,
  type Level,
  type LevelCounts,
  levelOf,
  levelRank,
  noCounts,
  type SeverityTable,
  type Urgency,
} from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { sorted } from '../ground/sorted.ts'
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

/** What is shown, and what had no room; `leftOut` is undefined when everything has. */
export interface WithinRoom<R> {
  readonly shown: readonly R[]
  readonly leftOut: LevelCounts | undefined
}

/**
 * The alerts of a board as its readers can take it: all, or the worst of them, with how many firing alerts of each level
 * are left out. What resolved a moment ago comes last. The board's cursor stays exact: the next event about an alert that
 * is left out brings it onto the board.
 */
export function* withinRoom<R extends Sized>(
  records: readonly R[],
  most: BoardRoom,
  severities: SeverityTable,
): Steps<WithinRoom<R>> {
  if (records.length <= most.alerts && (yield* sizeOfAll(records)) <= most.bytes)
    return { shown: records, leftOut: undefined }
  const level = ({ labels }: R): Level => levelOf(labels.severity ?? '', severities)
  const shown: R[] = []
  const leftOut = noCounts()
  let room = most.bytes
  let isFull = false
  for (const band of bands(records, level)) {
    const fits = shown.length + band.length <= most.alerts && (yield* sizeOfAll(band)) <= room
    // Only where something has to go does it matter which.
    for (const record of isFull || fits ? band : yield* worstFirstOf(band)) {
      room -= sizeOf(record)
      isFull ||= shown.length >= most.alerts || room < 0
      if (!isFull) shown.push(record)
      else if (isGoingOn(record)) leftOut[level(record)]++
      yield
    }
  }
  return { shown, leftOut }
}

/** Alerts of the same rank together, the worst first; what is over comes last. */
function bands<R extends Sized>(
  records: readonly R[],
  levelOfOne: (record: R) => Level,
): readonly (readonly R[])[] {
  const firing = new Map(LEVELS.map((level): [number, R[]] => [levelRank(level), []]))
  const over: R[] = []
  for (const record of records)
    (isGoingOn(record) ? firing.get(levelRank(levelOfOne(record))) : over)?.push(record)
  return [...[...firing].toSorted(([a], [b]) => a - b).map(([, band]) => band), over]
}

/** Of one rank, the newest first, as every board has them. */
function* worstFirstOf<R extends Sized>(records: readonly R[]): Steps<readonly R[]> {
  const ranked: { readonly record: R; readonly urgency: Urgency }[] = []
  for (const record of records) {
    const { fingerprint: id, episode, startsAt } = record
    ranked.push({ record, urgency: { rank: 0, started: episode?.since ?? startsAt, id } })
    yield
  }
  const inOrder = yield* sorted(ranked, (a, b) => byUrgency(a.urgency, b.urgency))
  return inOrder.map(({ record }) => record)
}

function* sizeOfAll(records: readonly Sized[]): Steps<number> {
  let bytes = 0
  for (const record of records) {
    bytes += sizeOf(record)
    yield
  }
  return bytes
}

function sizeOf({ labels, annotations, generatorURL }: Sized): number {
  let bytes = FRAME_BYTES + (generatorURL?.length ?? 0)
  for (const name in labels) bytes += name.length + (labels[name] as string).length
  for (const name in annotations) bytes += name.length + (annotations[name] as string).length
  return bytes
}
