import type { BoardAlert } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { LANES, type Lane } from '../../shared/lanes.ts'
import { type Arrangement, createArranger } from './arranger.ts'
import { type DeedState, type DeedStore, leftNow, withLeft } from './deeds.ts'
import { type Frozen, follow, freeze, heldLanes, NOTHING_WAITS, type Queue, queueOf } from './frozen.ts'
import { alertsOf, type Item, isReachable, isUnfolded, layout, lineNow } from './layout.ts'
import type { LiveStore } from './live-store.ts'
import { EVERYTHING, formatView, type View } from './view.ts'

/** What holds the list still. */
export type Hold = 'pointer' | 'focus'

export interface BoardState {
  readonly view: View
  /** Null until the first board. */
  readonly arrangement: Arrangement | null
  /** What the list shows, top to bottom. */
  readonly items: readonly Item[]
  readonly queue: Queue
  readonly isHeld: boolean
  /** The line that the keyboard stands on. */
  readonly active: string | null
  readonly selected: ReadonlySet<string>
  /** Groups that show their alerts. */
  readonly open: ReadonlySet<string>
  /** Lanes opened by hand. */
  readonly unfolded: ReadonlySet<Lane>
}

export interface BoardStore extends StoreApi<BoardState> {
  /** Shows something else. `name` is the person's own, for "Mine". */
  setView(view: View, name: string | null): void
  /** A pointer or the keyboard came into the list, or left it. */
  hold(hold: Hold, on: boolean): void
  /** Takes in what waits. */
  takeIn(): void
  setActive(id: string | null): void
  /** Moves by lines, over what cannot be stood on. `extend` selects on the way. */
  move(step: number, options?: { readonly extend?: boolean }): void
  toggleSelected(id: string): void
  selectAll(): void
  clearSelection(): void
  setOpen(id: string, open: boolean): void
  setUnfolded(lane: Lane, unfolded: boolean): void
  item(id: string | null): Item | undefined
  /** The alerts that an action means: the selection, or else the active line. */
  targets(): readonly BoardAlert[]
  stop(): void
}

/** The board as one person sees it, kept from the live store's frames. */
export function createBoardStore(live: LiveStore, deeds?: DeedStore): BoardStore {
  const arranger = createArranger()
  const holds = new Set<Hold>()
  let frozen: Frozen | null = null
  let name: string | null = null
  let left: DeedState['left'] = []

  const store = createStore<BoardState>(() => ({
    view: EVERYTHING,
    arrangement: null,
    items: [],
    queue: NOTHING_WAITS,
    isHeld: false,
    active: null,
    selected: new Set(),
    open: new Set(),
    unfolded: new Set(),
  }))
  const alerts = (): ReadonlyMap<string, BoardAlert> => live.getState().board?.alerts ?? new Map()
  const seen = (unfolded: ReadonlySet<Lane>): ReadonlySet<Lane> =>
    new Set(LANES.filter((lane) => isUnfolded(lane, unfolded)))

  /** Applies a change, then lays the list out: held lanes as held, the others as they are now. */
  const show = (change: Partial<BoardState>): void => {
    const next = { ...store.getState(), ...change }
    if (next.arrangement === null) return store.setState(change)
    const wanted = holds.size > 0 || next.selected.size > 0
    if (!wanted) frozen = null
    else frozen ??= freeze(next.arrangement.lanes, seen(next.unfolded))
    const held = frozen === null ? next.arrangement.lanes : heldLanes(frozen, next.arrangement.lanes)
    left = leftNow(left, deeds?.getState().left ?? [], frozen !== null)
    const lanes = withLeft(held, left, next.view.sort, alerts())
    const items = layout(lanes, next.open, next.unfolded)
    store.setState({
      ...change,
      items,
      active: lineNow(next.active, items),
      queue: frozen === null ? NOTHING_WAITS : queueOf(frozen, alerts()),
      isHeld: frozen !== null,
    })
  }
  const rearrange = (change: Partial<BoardState> = {}): void => {
    frozen = null
    const view = change.view ?? store.getState().view
    if (live.getState().board === null) return store.setState(change)
    show({ ...change, arrangement: arranger.reset(alerts(), view, name) })
  }
  const item = (id: string | null): Item | undefined =>
    id === null ? undefined : store.getState().items.find((one) => one.id === id)
  const select = (ids: Iterable<string>): void => show({ selected: new Set(ids) })

  const end = live.onFrame(({ replaced, changed, events }) => {
    if (replaced) return rearrange()
    if (changed.size === 0) return
    deeds?.take(events, arranger.rowOf)
    const arrangement = arranger.update(alerts(), changed)
    if (frozen !== null) frozen = follow(frozen, changed, alerts(), arranger, store.getState().open)
    show({ arrangement })
  })
  const endDeeds = deeds?.subscribe(({ left }, before) => {
    if (left.length < before.left.length) show({})
  })

  return Object.assign(store, {
    setView: (view: View, mine: string | null) => {
      if (mine === name && formatView(view) === formatView(store.getState().view)) return
      name = mine
      const { unfolded } = store.getState()
      const asked = view.showsSuppressed ? new Set<Lane>([...unfolded, 'suppressed']) : unfolded
      rearrange({ view, selected: new Set<string>(), unfolded: asked })
    },
    hold: (hold: Hold, on: boolean) => {
      if (holds.has(hold) === on) return
      if (on) holds.add(hold)
      else holds.delete(hold)
      show({})
    },
    takeIn: () => {
      frozen = null
      show({})
    },
    setActive: (active: string | null) => store.setState({ active }),
    move: (step: number, { extend = false } = {}) => {
      const { items, active, selected } = store.getState()
      const lines = items.filter(isReachable)
      const at = lines.findIndex((line) => line.id === active)
      const to = lines[at === -1 ? firstStop(step, lines.length) : clamp(at + step, lines.length)]
      if (to === undefined) return
      store.setState({ active: to.id })
      if (extend) select([...selected, ...(active === null ? [] : [active]), to.id])
    },
    toggleSelected: (id: string) => {
      const { selected } = store.getState()
      select(selected.has(id) ? [...selected].filter((one) => one !== id) : [...selected, id])
    },
    selectAll: () => {
      const rows = store.getState().items.filter((one) => one.kind === 'row' && one.ended === null)
      select(rows.map((row) => row.id))
    },
    clearSelection: () => select([]),
    setOpen: (id: string, isOpen: boolean) => {
      const open = new Set(store.getState().open)
      if (isOpen) open.add(id)
      else open.delete(id)
      show({ open })
    },
    setUnfolded: (lane: Lane, isOpen: boolean) => {
      const { unfolded: before, arrangement } = store.getState()
      const unfolded = new Set(before)
      if (isOpen) unfolded.add(lane)
      else unfolded.delete(lane)
      if (frozen !== null && arrangement !== null) {
        frozen = freeze(heldLanes(frozen, arrangement.lanes), seen(unfolded), frozen.waiting)
      }
      show({ unfolded })
    },
    item,
    targets: () => {
      const { selected, active } = store.getState()
      const ids = selected.size > 0 ? [...selected] : active === null ? [] : [active]
      const wanted = new Set(ids)
      const found = store.getState().items.flatMap((one) => (wanted.has(one.id) ? alertsOf(one) : []))
      return [...new Map(found.map((alert) => [alert.fingerprint, alert])).values()]
    },
    stop: () => {
      end()
      endDeeds?.()
    },
  })
}

/** From nowhere one comes to the end that one moves from; to the far end by what goes farther than the list. */
function firstStop(step: number, length: number): number {
  const isFar = Math.abs(step) > length
  return step > 0 === isFar ? length - 1 : 0
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(index, length - 1))
}
