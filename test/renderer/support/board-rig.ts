import type { BoardAlert, BoardSnapshot } from '@watchfloor/contract'
import { type BoardStore, createBoardStore } from '../../../src/renderer/state/board-store.ts'
import { createLiveStore, type LiveStore } from '../../../src/renderer/state/live-store.ts'
import { type AlertEventType, type FakeServer, fakeServer } from './fake-bridge.ts'

export const NOW = Date.parse('2026-11-24T03:16:07.000Z')

export interface BoardRig {
  readonly server: FakeServer
  readonly live: LiveStore
  readonly board: BoardStore
  /** Paints: applies what has come in. */
  frame(): void
  /** One event, painted at once. */
  tell(type: AlertEventType, alert: BoardAlert): void
  /** The list as text: `▾ needs`, `QueueLag ×2`, `- <fingerprint>` of an opened group, `~` before a struck row. */
  lines(): string[]
}

/** The board's state on a server in the page, with frames painted by hand. */
export function boardRig(...alerts: readonly BoardAlert[]): BoardRig {
  const server = fakeServer(() => NOW)
  let due: (() => void) | undefined
  const live = createLiveStore({
    bridge: server.bridge,
    monotonic: () => 0,
    nextFrame: (run) => {
      due = run
    },
  })
  const board = createBoardStore(live)
  const frame = (): void => {
    const run = due
    due = undefined
    run?.()
  }
  server.board(snapshotOf(alerts))
  frame()
  return {
    server,
    live,
    board,
    frame,
    tell: (type, alert) => {
      server.events([server.change(type, alert)])
      frame()
    },
    lines: () =>
      board.getState().items.map((item) => {
        if (item.kind === 'lane') return `${item.folded ? '▸' : '▾'} ${item.lane}`
        if (item.kind === 'quiet') return 'quiet'
        if (item.kind === 'member') return `- ${item.alert.fingerprint}`
        const struck = item.ended !== null && item.lane !== 'resolved' ? '~' : ''
        return `${struck}${item.first.alertname}${item.alerts.length > 1 ? ` ×${item.alerts.length}` : ''}`
      }),
  }
}

export function snapshotOf(alerts: readonly BoardAlert[]): BoardSnapshot {
  return {
    cursor: 'test.5',
    server_time: new Date(NOW).toISOString(),
    alerts,
    silences: [],
    health: [],
    stats: null,
  }
}
