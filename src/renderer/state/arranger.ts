import type { BoardAlert } from '@watchfloor/contract'
import { type Counts, createTally, type Tally } from './counts.ts'
import { factReader, type ReadFacts } from './facts.ts'
import { LANES, type Lane } from './lanes.ts'
import { alertOrder, buildRow, type Row, rowId, rowOrder } from './rows.ts'
import { type View, viewTest } from './view.ts'

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
  readonly gone: Set<string>
  readonly come: BoardAlert[]
}

const NO_ROWS: LaneRows = { needs: [], handled: [], unconfirmed: [], suppressed: [], resolved: [] }

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

  const place = (alert: BoardAlert): Placed => {
    const { lane, group } = factsOf(alert)
    const key = view?.group === 'alert' ? alert.fingerprint : group
    return { alert, lane, row: passes(alert) ? rowId(lane, key) : null }
  }
  const count = (one: Placed, by: 1 | -1): void => {
    total.add(one.alert, one.lane, by)
    if (one.row !== null) shown.add(one.alert, one.lane, by)
  }

  const update: Arranger['update'] = (alerts, changed) => {
    const changes = new Map<string, RowChange>()
    const changeOf = (id: string, lane: Lane): RowChange => {
      const known = changes.get(id)
      if (known !== undefined) return known
      const change: RowChange = { lane, gone: new Set(), come: [] }
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
        if (before.row !== null) changeOf(before.row, before.lane).gone.add(fingerprint)
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

  const rebuild = (id: string, { lane, gone, come }: RowChange): Row | undefined => {
    const stay = (rows.get(id)?.alerts ?? []).filter(({ fingerprint }) => !gone.has(fingerprint))
    return buildRow(id, lane, mergeSorted(stay, come.sort(inRow), inRow), factsOf)
  }

  const rearrange = (changes: ReadonlyMap<string, RowChange>): LaneRows => {
    const fresh: Record<Lane, Row[]> = {
      needs: [],
      handled: [],
      unconfirmed: [],
      suppressed: [],
      resolved: [],
    }
    const touched = new Set<Lane>()
    for (const [id, change] of changes) {
      const row = rebuild(id, change)
      touched.add(change.lane)
      if (row === undefined) rows.delete(id)
      else {
        rows.set(id, row)
        fresh[change.lane].push(row)
      }
    }
    const next = LANES.map((lane) => {
      if (!touched.has(lane)) return [lane, lanes[lane]]
      const order = rowOrder(lane, view?.sort ?? 'severity')
      const kept = lanes[lane].filter((row) => !changes.has(row.id))
      return [lane, mergeSorted(kept, fresh[lane].sort(order), order)]
    })
    return Object.fromEntries(next) as LaneRows
  }

  return {
    factsOf,
    update,
    reset: (alerts, nextView, name) => {
      view = nextView
      passes = viewTest(nextView, name)
      placed = new Map()
      rows = new Map()
      lanes = NO_ROWS
      total = createTally()
      shown = createTally()
      return update(alerts, alerts.keys())
    },
    row: (id) => rows.get(id),
    rowOf: (fingerprint) => {
      const id = placed.get(fingerprint)?.row
      return id === null || id === undefined ? undefined : rows.get(id)
    },
  }
}

/** Merges two sorted lists. */
function mergeSorted<T>(a: readonly T[], b: readonly T[], order: (a: T, b: T) => number): readonly T[] {
  if (b.length === 0) return a
  const merged: T[] = []
  let next = 0
  for (const one of a) {
    for (let other = b[next]; other !== undefined && order(other, one) < 0; other = b[++next])
      merged.push(other)
    merged.push(one)
  }
  for (let other = b[next]; other !== undefined; other = b[++next]) merged.push(other)
  return merged
}
