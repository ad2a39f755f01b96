import type { BoardAlert } from '@watchfloor/contract'
import { LANES, type Lane } from '../../shared/lanes.ts'
import { narrowingTest } from '../../shared/narrowing.ts'
import { type Counts, createTally, type Tally } from './counts.ts'
import { factReader, type ReadFacts } from './facts.ts'
import { rowKey } from './grouping.ts'
import { resorted } from './resorted.ts'
import { alertOrder, buildRow, type Row, rowId, rowOrder } from './rows.ts'
import type { View } from './view.ts'

export type LaneRows = Readonly<Record<Lane, readonly Row[]>>

/** The board in lanes, as one view shows it. */
export interface Arrangement {
  readonly lanes: LaneRows
  /** What passes the view. */
  readonly shown: Counts
  /** Everything on the board. */
  readonly total: Counts
}

/** Keeps an arrangement. Each update costs what changed and one pass over the lanes that it touched. */
export interface Arranger {
  /** Arranges everything anew: another board, another view. */
  reset(alerts: ReadonlyMap<string, BoardAlert>, view: View, name: string | null): Arrangement
  /** Takes in what happened to these fingerprints; those that `alerts` does not hold are gone. */
  update(alerts: ReadonlyMap<string, BoardAlert>, changed: Iterable<string>): Arrangement
  row(id: string): Row | undefined
  /** The row that shows this alert; undefined when the view leaves it out. */
  rowOf(fingerprint: string): Row | undefined
  readonly factsOf: ReadFacts
}

interface Placed {
  readonly alert: BoardAlert
  readonly lane: Lane
  /** Null when the view leaves it out. */
  readonly row: string | null
}

/** What an update does to one row. */
interface RowChange {
  readonly lane: Lane
  readonly gone: BoardAlert[]
  readonly come: BoardAlert[]
}

const NO_ROWS: LaneRows = rowsByLane()

export function createArranger(): Arranger {
  const factsOf = factReader()
  const inRow = alertOrder(factsOf)
  let placed = new Map<string, Placed>()
  let rows = new Map<string, Row>()
  let lanes: LaneRows = NO_ROWS
  let total: Tally = createTally()
  let shown: Tally = createTally()
  let passes: (alert: BoardAlert) => boolean = () => true
  let view: View | undefined

  /** The row of each alert in this grouping. To join a text and find it in a map costs more than all else of a filter. */
  let ids = new WeakMap<BoardAlert, string>()

  const idOf = (alert: BoardAlert): string => {
    const known = ids.get(alert)
    if (known !== undefined) return known
    const { lane, group } = factsOf(alert)
    const id = rowId(lane, rowKey(alert, group, view?.group ?? 'attention'))
    ids.set(alert, id)
    return id
  }
  const place = (alert: BoardAlert): Placed => ({
    alert,
    lane: factsOf(alert).lane,
    row: passes(alert) ? idOf(alert) : null,
  })
  const count = (one: Placed, by: 1 | -1): void => {
    total.add(one.alert, one.lane, by)
    if (one.row !== null) shown.add(one.alert, one.lane, by)
  }

  const update: Arranger['update'] = (alerts, changed) => {
    const changes = new Map<string, RowChange>()
    const changeOf = (id: string, lane: Lane): RowChange => {
      const known = changes.get(id)
      if (known !== undefined) return known
      const change: RowChange = { lane, gone: [], come: [] }
      changes.set(id, change)
      return change
    }
    for (const fingerprint of changed) {
      const before = placed.get(fingerprint)
      const alert = alerts.get(fingerprint)
      if (before?.alert === alert) continue
      if (before !== undefined) {
        count(before, -1)
        placed.delete(fingerprint)
        if (before.row !== null) changeOf(before.row, before.lane).gone.push(before.alert)
      }
      if (alert === undefined) continue
      const after = place(alert)
      placed.set(fingerprint, after)
      count(after, 1)
      if (after.row !== null) changeOf(after.row, after.lane).come.push(alert)
    }
    if (changes.size > 0) lanes = rearrange(changes)
    return { lanes, shown: shown.read(), total: total.read() }
  }

  const rebuild = (id: string, { lane, gone, come }: RowChange): Row | undefined =>
    buildRow(id, lane, resorted(rows.get(id)?.alerts ?? [], gone, come, inRow), factsOf)

  const rearrange = (changes: ReadonlyMap<string, RowChange>): LaneRows => {
    const gone = rowsByLane()
    const come = rowsByLane()
    for (const [id, change] of changes) {
      const before = rows.get(id)
      const after = rebuild(id, change)
      if (before !== undefined) gone[change.lane].push(before)
      if (after === undefined) rows.delete(id)
      else {
        rows.set(id, after)
        come[change.lane].push(after)
      }
    }
    const sort = view?.sort ?? 'severity'
    const next = LANES.map((lane) => [
      lane,
      resorted(lanes[lane], gone[lane], come[lane], rowOrder(lane, sort)),
    ])
    return Object.fromEntries(next) as LaneRows
  }

  /** Everything at once, where nothing is known that could go: half of what as many changes cost. */
  const arrangeAll = (alerts: Iterable<BoardAlert>): void => {
    placed = new Map()
    const members = new Map<string, BoardAlert[]>()
    for (const alert of alerts) {
      const one = place(alert)
      placed.set(alert.fingerprint, one)
      count(one, 1)
      if (one.row === null) continue
      const known = members.get(one.row)
      if (known === undefined) members.set(one.row, [alert])
      else known.push(alert)
    }
    rows = new Map()
    const unsorted = rowsByLane()
    for (const [id, of] of members) {
      const { lane } = factsOf(of[0] as BoardAlert)
      const row = buildRow(id, lane, of.length === 1 ? of : of.sort(inRow), factsOf)
      if (row === undefined) continue
      rows.set(id, row)
      unsorted[lane].push(row)
    }
    const sort = view?.sort ?? 'severity'
    for (const lane of LANES) unsorted[lane].sort(rowOrder(lane, sort))
    lanes = unsorted
  }

  return {
    factsOf,
    update,
    reset: (alerts, nextView, name) => {
      if (view?.group !== nextView.group) ids = new WeakMap()
      view = nextView
      passes = narrowingTest(nextView, name)
      total = createTally()
      shown = createTally()
      arrangeAll(alerts.values())
      return { lanes, shown: shown.read(), total: total.read() }
    },
    row: (id) => rows.get(id),
    rowOf: (fingerprint) => {
      const id = placed.get(fingerprint)?.row
      return id === null || id === undefined ? undefined : rows.get(id)
    },
  }
}

function rowsByLane(): Record<Lane, Row[]> {
  return { needs: [], handled: [], unconfirmed: [], suppressed: [], resolved: [] }
}
