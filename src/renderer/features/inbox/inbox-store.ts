import type { Refusal } from '@watchfloor/client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import type { InboxRow } from '../../../shared/inbox.ts'
import { withNews, withPage } from './inbox-rows.ts'

export interface InboxState {
  /** Newest first. */
  readonly rows: readonly InboxRow[]
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why the last page was not read. */
  readonly refusal: Refusal | null
  /** Was the first page read? */
  readonly isLoaded: boolean
  /** Are all rows read that the desk keeps? */
  readonly isWhole: boolean
}

export interface InboxStore extends StoreApi<InboxState> {
  /** Reads the next page; the first one too, and again what failed. */
  more(): Promise<void>
  /** Everything that is loaded was marked read: main tells only of the newest rows that changed. */
  markedAll(): void
  stop(): void
}

/** As many as main gives at once. */
const PAGE = 500

/** What this person was told, page by page, with what happens meanwhile. */
export function createInboxStore(desktop: DesktopOnly<Refusal>): InboxStore {
  const store = createStore<InboxState>(() => ({
    rows: [],
    phase: 'ready',
    refusal: null,
    isLoaded: false,
    isWhole: false,
  }))
  let before: string | null = null
  /** What was told before the first page came: the page may be older. */
  let early: InboxRow[] = []

  const stop = desktop.onInboxRows((news) => {
    const { rows, isLoaded, isWhole } = store.getState()
    if (isLoaded) store.setState({ rows: withNews(rows, news, isWhole) })
    else early = [...early, ...news]
  })
  return Object.assign(store, {
    stop,
    markedAll: () =>
      store.setState(({ rows }) => ({
        rows: rows.map((row) => (row.is_read ? row : { ...row, is_read: true })),
      })),
    more: async () => {
      const { phase, isWhole } = store.getState()
      if (phase === 'loading' || isWhole) return
      store.setState({ phase: 'loading', refusal: null })
      const answer = await desktop.inbox(before, PAGE)
      if (!answer.ok) return store.setState({ phase: 'failed', refusal: answer })
      before = answer.value.before
      const isWholeNow = before === null
      const rows = withPage(store.getState().rows, answer.value.rows)
      store.setState({
        rows: early.length === 0 ? rows : withNews(rows, early, isWholeNow),
        phase: 'ready',
        isLoaded: true,
        isWhole: isWholeNow,
      })
      early = []
    },
  })
}
