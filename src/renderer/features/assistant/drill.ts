import type { Refusal } from '@watchfloor/client'
import type { BoardAlert } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { InboxRow } from '../../../shared/inbox.ts'
import type { Watchfloor } from '../../state/context.ts'
import { wasShown } from '../../state/inbox-words.ts'
import { newDrill, sendDrill } from '../../state/send-test-alert.ts'
import { actingName } from '../../state/who.ts'

/** The parts of a drill, in the order in which they happen. */
export const PARTS = ['accepted', 'on_desk', 'shown', 'acknowledged'] as const
export type Part = (typeof PARTS)[number]

export interface DrillState {
  /** Milliseconds from the press to each part; absent while it has not happened. */
  readonly times: Readonly<Partial<Record<Part, number>>>
  /** It was posted, and nothing has ended it yet. */
  readonly isRunning: boolean
  /** Why the server did not take it. */
  readonly refusal: Refusal | null
  /** The alert as the board has it. */
  readonly alert: BoardAlert | null
  /** What the inbox says of it. */
  readonly row: InboxRow | null
  /** 30 s are over: what has not happened is said. */
  readonly isLate: boolean
}

export interface DrillStore extends StoreApi<DrillState> {
  /** Posts a new one. */
  run(): Promise<void>
  stop(): void
}

export const LATE_MS = 30_000

export interface DrillOptions {
  readonly watchfloor: Pick<Watchfloor, 'bridge' | 'live' | 'ticker' | 'preferences' | 'who'>
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly newId: () => string
}

const BEFORE: DrillState = {
  times: {},
  isRunning: false,
  refusal: null,
  alert: null,
  row: null,
  isLate: false,
}

/** One labelled critical on the way of every other, and a clock that is stopped at each part. */
export function createDrill({ watchfloor, after, newId }: DrillOptions): DrillStore {
  const { bridge, live, ticker, preferences, who } = watchfloor
  const store = createStore<DrillState>(() => BEFORE)
  let fingerprint = ''
  let pressed = 0
  /** Rows told since the press, by id: a row may be told before the board has its alert. */
  const rows = new Map<string, InboxRow>()
  let cancel: (() => void) | undefined

  const reach = (part: Part): void => {
    const { times } = store.getState()
    if (times[part] === undefined)
      store.setState({ times: { ...times, [part]: ticker.monotonic() - pressed } })
  }
  const takeAlert = (): void => {
    const alert = live.getState().board?.alerts.get(fingerprint)
    if (alert === undefined || alert === store.getState().alert) return
    store.setState({ alert })
    reach('on_desk')
    if (alert.acknowledged_by !== null) reach('acknowledged')
    if (alert.status === 'resolved') store.setState({ isRunning: false })
    takeRows()
  }
  const takeRows = (): void => {
    const { alert } = store.getState()
    if (alert === null) return
    const isOurs = (row: InboxRow): boolean =>
      row.alerts.some((one) => one.fingerprint === fingerprint && one.life === alert.life)
    const ours = [...rows.values()].filter(isOurs)
    const row = ours.find(wasShown) ?? ours.at(-1)
    if (row === undefined) return
    store.setState({ row })
    if (wasShown(row)) reach('shown')
  }
  const ends = [
    live.onFrame(takeAlert),
    bridge.desktop?.onInboxRows((news) => {
      if (!store.getState().isRunning) return
      for (const row of news) rows.set(row.id, row)
      takeRows()
    }),
  ]

  return Object.assign(store, {
    run: async () => {
      cancel?.()
      rows.clear()
      const drill = newDrill(newId())
      fingerprint = drill.fingerprint
      pressed = ticker.monotonic()
      store.setState({ ...BEFORE, isRunning: true })
      cancel = after(LATE_MS, () => store.setState({ isLate: true }))
      const name = actingName(who.getState(), preferences.getState()) ?? 'this desk'
      const answer = await sendDrill(bridge, drill, name, ticker.now())
      // Another one was begun meanwhile.
      if (fingerprint !== drill.fingerprint) return
      if (answer.ok) return reach('accepted')
      cancel()
      store.setState({ isRunning: false, refusal: answer })
    },
    stop: () => {
      cancel?.()
      for (const end of ends) end?.()
    },
  })
}
