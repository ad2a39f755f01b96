import { expect, test } from 'vitest'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { sse } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

/** What stands in the answer up to a text. */
async function readTo(answer: Response | undefined, end: string): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of answer?.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (text.includes(end)) break
  }
  return text
}

test('streams that came while the server started go on in the same answer, each from its own cursor', async () => {
  const core = new MemoryCore()
  core.memory.publish(10)
  const cursors = ['', '?cursor=e1.8', '?lastEventId=e1.7', '?cursor=e9.1']
  let answers: readonly Response[] = []
  const server = await startStreams({
    core,
    starting: async (url) => {
      answers = await Promise.all(cursors.map((cursor) => fetch(`${url}/api/v2/events/stream${cursor}`)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    },
  })
  while (server.streaming.connections().length < 4) await new Promise(setImmediate)
  core.memory.publish(2)
  const texts = await Promise.all(answers.map((answer) => readTo(answer, 'id: e1.12\n')))
  const ids = texts.map((text) => text.match(/(?<=^id: )e.*$/gm))
  expect(ids[0]).toEqual(['e1.10', 'e1.11', 'e1.12'])
  expect(ids[1]).toEqual(['e1.8', 'e1.9', 'e1.10', 'e1.11', 'e1.12'])
  expect(ids[2]).toEqual(['e1.7', 'e1.8', 'e1.9', 'e1.10', 'e1.11', 'e1.12'])
  // Judged only now: a cursor of another log.
  expect(texts[3]).toContain('event: reset\n')
  for (const text of texts)
    expect(text).toMatch(/^retry: \d+\n: the server is starting\nretry: \d+\nevent: hello\n/)
  expect(server.counts.get('opened:sse')).toBe(4)
})

const STREAM = '/api/v2/events/stream'

test('in a full server streams are held, and go on in the same answer as places are free, first come first served', async () => {
  const core = new MemoryCore()
  core.memory.publish(3)
  const server = await startStreams({ core, limits: { total_streams: 1 } })
  const first = sse.open(server.url)
  await first.untilControl('hello')
  const leaving = new AbortController()
  const waiting: Response[] = []
  for (const [cursor, signal] of [['1'], ['0', leaving.signal], ['2']] as const)
    waiting.push(
      await fetch(`${server.url}${STREAM}?cursor=e1.${cursor}`, signal === undefined ? {} : { signal }),
    )
  expect(waiting.map(({ status }) => status)).toEqual([200, 200, 200])
  // A poll, or a WebSocket, takes nobody's turn.
  expect((await fetch(`${server.url}/api/v2/events`)).status).toBe(503)
  leaving.abort()
  first.stop()
  const [second, , third] = waiting
  expect(await readTo(second, 'id: e1.3\n')).toMatch(
    /^retry: (1[5-9]|2\d)\d{3}\n: the server is full\nretry: \d+\nevent: hello\nid: e1.1\n/,
  )
  // Reading has ended there, and with it the stream.
  expect(await readTo(third, 'id: e1.3\n')).toContain('event: hello\nid: e1.2\n')
  expect(server.counts.get('opened:sse')).toBe(3)
})

test('so many streams may wait for a place; one more is told when to come back', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { total_streams: 1 } })
  await sse.open(server.url).untilControl('hello')
  const leaving = new AbortController()
  const ask = (): Promise<Response> => fetch(`${server.url}${STREAM}`, { signal: leaving.signal })
  // Kept: one that nothing refers to is ended by the collector.
  const held: Response[] = []
  while (held.length < 100) held.push(await ask())
  const [answer, last] = [await ask(), await ask()]
  for (const one of [answer, last])
    expect([one.status, await one.text()]).toEqual([
      200,
      expect.stringMatching(/^retry: (1[5-9]|2\d)\d{3}\n: the server is full\n$/),
    ])
  expect(new Set(held.map(({ status }) => status))).toEqual(new Set([200]))
  leaving.abort()
})

test('a stream that waits for a place ends with the server, and comes back soon', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { total_streams: 1 } })
  const first = sse.open(server.url)
  await first.untilControl('hello')
  const waiting = await fetch(`${server.url}${STREAM}`)
  await server.streaming.drain()
  expect(await first.ended).toBe('end')
  expect(await waiting.text()).toMatch(/^retry: \d{5}\n: the server is full\nretry: [1-4]\d{3}\n$/)
  expect(server.counts.get('opened:sse')).toBe(1)
})
