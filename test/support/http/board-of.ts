import type { BoardSnapshot } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'

/** The whole board of a server, as its API gives it. */
export async function boardOf(server: Pick<Server, 'url'>): Promise<BoardSnapshot> {
  return (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
}
