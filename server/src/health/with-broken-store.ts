import type { BoardSnapshot } from '@watchfloor/contract'

/** While the log cannot be written, no event can say so: the board shows the store red all the same (S13). */
export function withBrokenStore<T extends Pick<BoardSnapshot, 'health' | 'server_time'>>(
  board: T,
  reason: string,
): T {
  const store = board.health.find(({ component }) => component === 'Store')
  const since = store?.status === 'unhealthy' ? store.since : board.server_time
  const row = {
    component: 'Store',
    kind: 'store',
    status: 'unhealthy',
    quiet: false,
    message: reason,
    since,
  } as const
  const others = board.health.filter(({ component }) => component !== 'Store')
  return { ...board, health: [{ ...row, sequence: store?.sequence ?? 0 }, ...others] }
}
