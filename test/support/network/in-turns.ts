import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A proxy that knows no favourites: each request goes to the next of these servers. Ends with the test. */
export async function inTurns(targets: () => readonly string[]): Promise<{ readonly url: string }> {
  let next = 0
  const server = createServer((from, to) => {
    const list = targets()
    const { hostname, port } = new URL(list[next++ % list.length] ?? '')
    const { method, url: path, headers } = from
    const asked = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(to)
    })
    asked.on('error', () => to.destroy())
    from.pipe(asked)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
