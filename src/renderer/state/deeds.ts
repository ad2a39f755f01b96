import { type BoardAlert, type BoardSilence, type Event, isSamePerson } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { lineOf } from '../../shared/alert-words.ts'
import { LANES, laneOf, OPEN_LANES } from '../../shared/lanes.ts'
import type { LaneRows } from './arranger.ts'
import { resorted } from './resorted.ts'
import { type Row, rowOrder, type Sort } from './rows.ts'

/** What somebody else did to an alert a moment ago, such as `Priya took it`. */
export interface Deed {
  readonly text: string
  readonly at: number
}

export interface DeedState {
  /** By fingerprint. */
  readonly deeds: ReadonlyMap<string, Deed>
  /** Rows that went to another lane by it, as they stood: each stays at its place for as long as it says who did it. */
  readonly left: readonly { readonly row: Row; readonly at: number }[]
}

export interface DeedStore extends StoreApi<DeedState> {
  /** What happened, before the rows that it moves have moved. */
  take(events: readonly Event[], rowOf: (fingerprint: string) => Row | undefined): void
  stop(): void
}

export interface DeedParts {
  /** The person who looks at the board: of their own acts they need not be told. */
  readonly me: () => string | null
  readonly silences: () => ReadonlyMap<string, BoardSilence>
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
}

const SAID_MS = 8_000
/** More at once is an act on a whole storm, which rows cannot tell. */
const MOST_ROWS = 20
const MOST_ALERTS = 200

export function createDeeds({ me, silences, monotonic, after }: DeedParts): DeedStore {
  const store = createStore<DeedState>(() => ({ deeds: new Map(), left: [] }))
  let cancel: (() => void) | undefined

  const expire = (): void => {
    cancel = undefined
    const until = monotonic() - SAID_MS
    const { deeds, left } = store.getState()
    const next = {
      deeds: new Map([...deeds].filter(([, { at }]) => at > until)),
      left: left.filter(({ at }) => at > until),
    }
    store.setState(next)
    if (next.deeds.size > 0) cancel = after(1_000, expire)
  }
  const take: DeedStore['take'] = (events, rowOf) => {
    const at = monotonic()
    const deeds = new Map<string, Deed>()
    const rows = new Map<string, Row>()
    for (const event of events) {
      const text = textOf(event, me(), silences())
      if (text === null || event.source !== 'alert_processor' || deeds.size >= MOST_ALERTS) continue
      const { data } = event
      deeds.set(data.fingerprint, { text, at })
      const row = rowOf(data.fingerprint)
      if (row !== undefined && OPEN_LANES.has(row.lane) && laneOf(data) !== row.lane) rows.set(row.id, row)
    }
    if (deeds.size === 0) return
    const before = store.getState()
    const known = new Set(before.left.map(({ row }) => row.id))
    const left = [...before.left]
    for (const row of rows.values()) {
      if (left.length < MOST_ROWS && !known.has(row.id)) left.push({ row, at })
    }
    store.setState({ deeds: new Map([...before.deeds, ...deeds]), left })
    cancel ??= after(SAID_MS + 1, expire)
  }
  return Object.assign(store, { take, stop: () => cancel?.() })
}

/** Rows that left. In a held list one that has said who did it keeps its place: nothing moves under a pointer. */
export function leftNow(
  before: DeedState['left'],
  now: DeedState['left'],
  isHeld: boolean,
): DeedState['left'] {
  return isHeld ? [...new Set([...before, ...now])] : now
}

/** The lanes with the rows that have just left them, which are shown as what they are now, where they were. */
export function withLeft(
  lanes: LaneRows,
  left: DeedState['left'],
  sort: Sort,
  alerts: ReadonlyMap<string, BoardAlert>,
): LaneRows {
  if (left.length === 0) return lanes
  const next = { ...lanes }
  for (const lane of LANES) {
    const here = new Set(left.some(({ row }) => row.lane === lane) ? lanes[lane].map(({ id }) => id) : [])
    const rows = left.flatMap(({ row }) =>
      row.lane === lane && !here.has(row.id) ? [asNow(row, alerts)] : [],
    )
    if (rows.length > 0) next[lane] = resorted(lanes[lane], [], rows, rowOrder(lane, sort))
  }
  return next
}

function asNow(row: Row, alerts: ReadonlyMap<string, BoardAlert>): Row {
  const now = (alert: BoardAlert): BoardAlert => alerts.get(alert.fingerprint) ?? alert
  return { ...row, first: now(row.first), alerts: row.alerts.map(now) }
}

/** Null for what nobody did, and for what this person did. */
function textOf(event: Event, me: string | null, silences: ReadonlyMap<string, BoardSilence>): string | null {
  if (event.source !== 'alert_processor') return null
  const { by, acknowledged_by, silenced_by } = event.data
  if (event.type === 'alert_silenced') {
    const author = silences.get(silenced_by.at(-1) ?? '')?.created_by
    return author === undefined || author === me || author === '' ? null : `${lineOf(author)} silenced it`
  }
  if (by === undefined || by === me) return null
  const who = lineOf(by)
  switch (event.type) {
    case 'alert_acknowledged': {
      const owner = acknowledged_by?.name
      if (owner === undefined || owner === by) return `${who} took it`
      return owner === me ? `${who} handed it to you` : `${who} handed it to ${lineOf(owner)}`
    }
    case 'alert_unacknowledged':
      return `${who} gave it back`
    case 'alert_resolved':
      return `${who} ended it`
    case 'alert_offered': {
      const to = acknowledged_by?.offered_to?.name ?? ''
      return `${who} hands it over to ${me !== null && isSamePerson(to, me) ? 'you' : lineOf(to)}`
    }
    case 'alert_noted':
      return `${who} wrote a note`
    default:
      return null
  }
}
