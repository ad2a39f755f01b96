import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The real console of a real server, whose board and stream are whatever a test gives. */
export interface GivenBoard {
  readonly url: string
  /** The next board that is asked for, as JSON or as its text. */
  give(board: object | string): void
  /** Writes to every open stream. */
  stream(text: string): void
  close(): Promise<void>
}

export interface GivenBoardOptions {
  /** Where the files come from, with their headers, and the answer to everything else. */
  readonly server: string
  /** What a stream begins with. */
  readonly hello: () => string
}

export async function startGivenBoard({ server: real, hello }: GivenBoardOptions): Promise<GivenBoard> {
  let board = ''
  const open = new Set<ServerResponse>()
  const passOn = async (path: string, response: ServerResponse): Promise<void> => {
    const answer = await fetch(`${real}${path}`)
    const headers = [...answer.headers].filter(
      ([name]) => !/^(connection|content-(encoding|length))$/.test(name),
    )
    response.writeHead(answer.status, Object.fromEntries(headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  }
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/api/v2/board')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(board)
    } else if (path.startsWith('/api/v2/events/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(hello())
      open.add(response)
      response.on('close', () => open.delete(response))
    } else passOn(path, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    give: (next) => {
      board = typeof next === 'string' ? next : JSON.stringify(next)
    },
    stream: (text) => {
      for (const response of open) response.write(text)
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
