import { expect, test } from 'vitest'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
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
    expect(text).toMatch(/^retry: \d+\n: the server is starting\n\nretry: \d+\nevent: hello\n/)
  expect(server.counts.get('opened:sse')).toBe(4)
})
