import { COSTS, ROOM } from './costs.ts'
import { playStorm, type StormEnd } from './storm.ts'

/** What has to be carried. */
export interface Wanted {
  /** Boards and desks that follow everything. */
  readonly viewers: number
  /** Alerts on the board. */
  readonly alerts: number
  /** Events a second in an ordinary minute, and in a storm. */
  readonly ordinary: number
  readonly storm: number
  /** One node may be lost at any time, and all still fits. */
  readonly isSpared: boolean
  readonly random: () => number
}

export interface Plan {
  readonly nodes: number
  /** Viewers of a node, when one is lost where one may be. */
  readonly viewers: number
  /** Parts of a node's main thread: in an ordinary minute, and in a storm; 1 is all of it. */
  readonly ordinary: number
  readonly storm: number
  /** How long a round over all viewers of a node takes in a storm, ms. */
  readonly roundMs: number
  readonly memory: number
  /** Bytes a second out of a node: in an ordinary minute, and in a storm. */
  readonly network: { readonly ordinary: number; readonly storm: number }
  /** Parts of one processor of the database in a storm, for what is committed. */
  readonly database: number
  /** When one node is gone. */
  readonly loss: StormEnd
}

/** As few nodes as carry it. */
export function planOf(wanted: Wanted): Plan {
  for (let nodes = wanted.isSpared ? 2 : 1; ; nodes++) {
    const plan = withNodes(wanted, nodes)
    const isQuick = plan.roundMs <= ROOM.roundMs && plan.ordinary <= ROOM.ordinary
    if (isQuick && plan.viewers <= ROOM.streams) return plan
  }
}

function withNodes(wanted: Wanted, nodes: number): Plan {
  const { alerts, ordinary, storm, isSpared, random } = wanted
  const left = isSpared ? nodes - 1 : nodes
  const viewers = Math.ceil(wanted.viewers / left)
  const gone = Math.ceil(wanted.viewers / nodes)
  return {
    nodes,
    viewers,
    ordinary: coreOf(viewers, ordinary),
    storm: coreOf(viewers, storm),
    roundMs: roundOf(viewers, storm),
    memory: (COSTS.emptyBytes + alerts * COSTS.alertBytes + viewers * COSTS.streamBytes) * COSTS.underLoad,
    network: {
      ordinary: viewers * ordinary * COSTS.eventBytes,
      storm: viewers * storm * COSTS.eventBytes,
    },
    database: (storm * COSTS.alertDatabaseMicros) / 1e6,
    loss: playStorm({
      clients: gone,
      takers: Math.max(1, left),
      micros: COSTS.comeBackMicros,
      // One that is alone starts again.
      awayMs: isSpared ? 0 : COSTS.restartMs,
      random,
    }),
  }
}

/** A round over all viewers, ms: each is written to once, and gets all that came since the round before. */
function roundOf(viewers: number, events: number): number {
  const { writeMicros, furtherEventMicros } = COSTS
  const whileItLasts = (viewers * events * furtherEventMicros) / 1e6
  if (whileItLasts >= 1) return Number.POSITIVE_INFINITY
  return (viewers * (writeMicros - furtherEventMicros)) / 1_000 / (1 - whileItLasts)
}

/**
 * Part of the main thread that so many viewers take at so many events a second. Each is written to for each event, but
 * no more often than a round over all takes: then a write carries several.
 */
function coreOf(viewers: number, events: number): number {
  const writes = Math.min(events, 1_000 / Math.max(COSTS.gatherMs, roundOf(viewers, events)))
  const perViewer = writes * COSTS.writeMicros + Math.max(0, events - writes) * COSTS.furtherEventMicros
  const taking = events * (COSTS.alertMicros + COSTS.takeOverMicros)
  return Math.min(1, (viewers * perViewer + taking) / 1e6)
}
