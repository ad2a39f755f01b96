import { type DurableEvent, isDurable, type Page } from '@watchfloor/contract'
import { type Server, startServer } from '@watchfloor/server'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../../../support/chance.ts'
import { post } from '../../../support/http/post.ts'
import { startFaultProxy } from '../../../support/network/start-fault-proxy.ts'
import { type PlainReader, readPlainly } from '../../../support/stream/plain-readers.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { until } from '../../../support/until.ts'

/** Texts with everything in them that has ever broken a parser of event streams, or could forge a field. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.string({ unit: 'grapheme', maxLength: 10 }),
      fc.constantFrom(
        ...['\r', '\n', '\r\n', '\n\n', '\r\r', '\0', '\u0085', '\u2028', '\u2029', '\uFEFF', '\uFFFD'],
        ...['\ud83d', '\ude00', '\ud83d\ude00', '👩‍👩‍👧‍👦', 'é', '漢字', 'ÿ'],
        ...['data: x', 'event: admin', 'id: 7', 'retry: 1', ':', '\ndata: x\n\n', '\r\nid: 9\r\n\r\n'],
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const alert = fc.record({
  summary: texts,
  description: fc.oneof(texts, fc.constant('😀'.repeat(200))),
  label: texts.filter((text) => text !== ''),
})

async function start(dataDir: string): Promise<Server> {
  const server = await startServer({
    config: { listen: '127.0.0.1:0', data_dir: dataDir, limits: { streams_per_address: 100 } },
  })
  onTestFinished(() => server.close())
  return server
}

/** What the server says that its log holds: the same events over a transport without any framing of ours. */
async function logOf(url: string, cursor: string): Promise<readonly DurableEvent[]> {
  const page = (await (
    await fetch(`${url}/api/v2/events?types=alert_created&limit=5000&cursor=${cursor}`)
  ).json()) as Page
  expect(page.reset).toBeUndefined()
  return page.events.filter(isDurable)
}

interface Identified {
  readonly id: string
  readonly event: DurableEvent
}

/** `prev` of the first event says where its reader began. */
function withoutPrev(list: readonly Identified[]) {
  return list.map(({ id, event: { prev: _, ...event } }) => ({ id, event }))
}

/** Waits until each plain reader has `count` events, and compares what they have, text by text. */
async function readAll(url: string, count: number, act: () => Promise<void>): Promise<readonly Identified[]> {
  const readers = readPlainly(url)
  const messages = ({ read }: PlainReader) => read().filter(({ type }) => type === 'message')
  for (const { name, read } of readers)
    await until(`${name} to hear hello`, () => read().find(({ type }) => type === 'hello'))
  await act()
  for (const reader of readers)
    await until(`${reader.name} to have ${count} events`, () => messages(reader).length >= count || undefined)
  const [first, ...others] = readers
  const all = first === undefined ? [] : messages(first)
  for (const other of others) expect(messages(other), other.name).toEqual(all)
  return all.map(({ id, data }) => ({ id, event: JSON.parse(data) as DurableEvent }))
}

test('P15: whatever is in an event, and wherever its bytes are split, four readers get the same events and ids', async () => {
  const seed = takeSeed()
  const alerts = fc.sample(alert, { numRuns: runs(40), seed })
  const folder = await tempDir()
  let server = await start(folder)
  const proxy = await startFaultProxy({ target: () => server.url, seed, slice: 7 })

  const stream = '/api/v2/events/stream?types=alert_created'
  const live = await readAll(`${proxy.url}${stream}`, alerts.length, async () => {
    for (const [index, { summary, description, label }] of alerts.entries()) {
      const labels = { alertname: `Fuzzed${index}`, severity: 'info', label }
      const response = await post(`${server.url}/api/v2/alerts`, [
        { labels, annotations: { summary, description } },
      ])
      expect(response.status, await response.text()).toBe(200)
    }
  })
  const { epoch = '', sequence = 0 } = live[0]?.event ?? {}
  const before = `${epoch}.${sequence - 1}`
  const logged = await logOf(server.url, before)
  expect(withoutPrev(live)).toEqual(
    withoutPrev(logged.map((event) => ({ id: `${epoch}.${event.sequence}`, event }))),
  )
  expect(live.map(({ event }) => event.data)).toMatchObject(
    alerts.map(({ summary, description, label }, index) => ({
      alertname: `Fuzzed${index}`,
      // Half a character becomes the replacement character at the door, as in Alertmanager.
      labels: { label: label.toWellFormed() },
      annotations: { summary: summary.toWellFormed(), description: description.toWellFormed() },
    })),
  )

  // The same again as history, from the file of a server that has none of it in memory, byte by byte.
  await server.close()
  server = await start(folder)
  const bytewise = await startFaultProxy({ target: server.url, seed, slice: 1 })
  const replayed = await readAll(`${bytewise.url}${stream}&cursor=${before}`, alerts.length, async () => {})
  expect(withoutPrev(replayed)).toEqual(withoutPrev(live))
}, 90_000)
