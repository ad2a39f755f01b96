import {
  type BoardAlert,
  type BoardSnapshot,
  byUrgency,
  isGoingOn,
  type LabelSet,
  LEVELS,
  levelRank,
  noCounts,
  type Urgency,
  urgencyOf,
} from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { sorted } from '../ground/sorted.ts'
import type { Steps } from '../ground/steps.ts'
import type { BoardRoom } from '../storage/storage.ts'
import type { Present, ReadBoard } from './present-board.ts'

/** How large a board may be before it leaves something out. */
export const DEFAULT_BOARD_LIMITS: BoardRoom = { alerts: 50_000, bytes: 24_000_000 }

/** JSON of an alert beside its texts. */
const FRAME_BYTES = 700

/** Its alerts are made when they are read where all of them have room: whoever reads first need not wait for the last. */
export function* withinRoom(
  { records, ...present }: Present,
  room: BoardRoom,
  shown: (record: AlertRecord) => BoardAlert,
): Steps<ReadBoard> {
  if (yield* fits(records, room))
    return { ...present, alerts: { [Symbol.iterator]: () => records.values().map(shown) } }
  const alerts: BoardAlert[] = []
  for (const record of records) {
    alerts.push(shown(record))
    yield
  }
  return yield* withinLimits({ ...present, alerts }, room)
}

/** Is there room for all of these? */
function* fits(records: readonly AlertRecord[], room: BoardRoom): Steps<boolean> {
  if (records.length > room.alerts) return false
  let bytes = 0
  for (const { labels, annotations, generatorURL } of records) {
    bytes += bytesOf(labels, annotations, generatorURL)
    yield
  }
  return bytes <= room.bytes
}

/**
 * The board as its readers can take it: whole, or the worst of it, with how many firing alerts of each level are left
 * out. What resolved a moment ago comes last. The cursor stays exact: the next event about an alert that is left out
 * brings it onto the board.
 */
export function* withinLimits(board: BoardSnapshot, limits: BoardRoom): Steps<BoardSnapshot> {
  if (board.alerts.length <= limits.alerts && (yield* sizeOfAll(board.alerts)) <= limits.bytes) return board
  const alerts: BoardAlert[] = []
  const left_out = noCounts()
  let room = limits.bytes
  let isFull = false
  for (const band of bands(board.alerts)) {
    const fits = alerts.length + band.length <= limits.alerts && (yield* sizeOfAll(band)) <= room
    // Only where something has to go does it matter which.
    for (const alert of isFull || fits ? band : yield* worstFirstOf(band)) {
      room -= sizeOf(alert)
      isFull ||= alerts.length >= limits.alerts || room < 0
      if (!isFull) alerts.push(alert)
      else if (isGoingOn(alert)) left_out[alert.level]++
      yield
    }
  }
  return { ...board, left_out, alerts }
}

/** Alerts of the same rank together, the worst first; what is over comes last. */
function bands(alerts: readonly BoardAlert[]): readonly (readonly BoardAlert[])[] {
  const firing = new Map(LEVELS.map((level): [number, BoardAlert[]] => [levelRank(level), []]))
  const over: BoardAlert[] = []
  for (const alert of alerts) (isGoingOn(alert) ? firing.get(levelRank(alert.level)) : over)?.push(alert)
  return [...[...firing].toSorted(([a], [b]) => a - b).map(([, band]) => band), over]
}

function* worstFirstOf(alerts: readonly BoardAlert[]): Steps<readonly BoardAlert[]> {
  const ranked: { readonly alert: BoardAlert; readonly urgency: Urgency }[] = []
  for (const alert of alerts) {
    ranked.push({ alert, urgency: urgencyOf(alert) })
    yield
  }
  const inOrder = yield* sorted(ranked, (a, b) => byUrgency(a.urgency, b.urgency))
  return inOrder.map(({ alert }) => alert)
}

function* sizeOfAll(alerts: readonly BoardAlert[]): Steps<number> {
  let bytes = 0
  for (const alert of alerts) {
    bytes += sizeOf(alert)
    yield
  }
  return bytes
}

function sizeOf({ labels, annotations, generator_url }: BoardAlert): number {
  return bytesOf(labels, annotations, generator_url)
}

function bytesOf(labels: LabelSet, annotations: LabelSet, url: string | undefined): number {
  let bytes = FRAME_BYTES + (url?.length ?? 0)
  for (const name in labels) bytes += name.length + (labels[name] as string).length
  for (const name in annotations) bytes += name.length + (annotations[name] as string).length
  return bytes
}
