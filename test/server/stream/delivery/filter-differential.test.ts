import { EVENT_TYPES, LEVELS, type LoggedEvent, SOURCES, type StreamFilter } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs, takeSeed } from '../../../support/chance.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { ModelClient } from '../../../support/stream/model-client.ts'
import { openSocket, TRANSPORTS } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

/** The rule of S20 in its plainest form, with the platform's own expressions: not the code under test. */
function passes(filter: StreamFilter, event: LoggedEvent): boolean {
  if (filter.types !== undefined && !filter.types.includes(event.type)) return false
  if (filter.sources !== undefined && !filter.sources.includes(event.source)) return false
  if (event.source !== 'alert_processor') return true
  if (filter.severity !== undefined && !filter.severity.includes(event.data.level)) return false
  return (filter.filter ?? []).every((text) => {
    const [, name = '', operator = '', quoted = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? []
    const value = quoted.replaceAll('\\\\', '\\')
    const label = event.data.labels[name] ?? ''
    const isExpression = operator.endsWith('~')
    const isMatch = isExpression ? new RegExp(`^(?:${value})$`, 's').test(label) : label === value
    return operator.startsWith('!') ? !isMatch : isMatch
  })
}

/** Some of a list, or no word about it. */
const some = <T>(values: readonly T[]) =>
  fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined, freq: 2 })

const matcher = fc
  .record({
    name: fc.constantFrom('alertname', 'cluster', 'instance', 'severity', 'absent'),
    operator: fc.constantFrom('=', '!=', '=~', '!~'),
    value: fc.constantFrom(
      '',
      'Alert1',
      'Alert[02]',
      'eu-.*',
      '.*-1|us-1',
      'eu-1|eu-2',
      'host-.+',
      'host-\\\\d?1',
      'critical|high',
      '.+',
      '.*',
    ),
  })
  .map(
    ({ name, operator, value }) =>
      `${name}${operator}"${operator.endsWith('~') ? value : value.replaceAll('\\\\', '')}"`,
  )

const filters: fc.Arbitrary<StreamFilter> = fc
  .record({
    types: some(EVENT_TYPES),
    sources: some(SOURCES),
    severity: some(LEVELS),
    filter: fc.option(fc.array(matcher, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)))

const MATCHING = 40

test('S20, P6: for any filter, what is live is what is replayed is the filtered log, on every transport', async () => {
  const seed = takeSeed()
  const core = new MemoryCore()
  const server = await startStreams({ core, stream: { heartbeat_ms: 20 } })
  const { memory } = core
  const property = fc.asyncProperty(
    filters,
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: MATCHING }),
    async (filter, batches) => {
      const from = memory.log.head().sequence
      const cursor = `e1.${from}`
      const open = () => TRANSPORTS.map((transport) => transport.open(server.url, { cursor, filter }))
      const live = open()
      for (const client of live) await client.until(({ controls }) => controls.length > 0)
      for (const size of batches) {
        memory.publish(size)
        await new Promise(setImmediate)
      }
      const head = memory.log.head().sequence
      const wanted = memory.events.filter((event) => event.sequence > from && passes(filter, event))
      for (const client of [...live, ...open()]) {
        const model = new ModelClient(from)
        let heard = 0
        await client.until(() => {
          for (const one of client.heard.slice(heard)) model.hear(one)
          heard = client.heard.length
          return model.last >= head
        })
        client.stop()
        expect(model.applied.map(({ prev: _, ...event }) => event)).toEqual(wanted)
        expect([model.gaps, model.duplicates]).toEqual([[], []])
      }
    },
  )
  await fc.assert(property, { seed, numRuns: runs(20) })
}, 120_000)

test.each([
  ['an unknown type', { types: 'alert_exploded' }, /types/],
  ['an unknown source', { sources: 'somewhere' }, /sources/],
  ['an unknown level', { severity: 'urgent' }, /severity/],
  ['no operator', { filter: 'alertname' }, /bad matcher format: alertname; expected name="value"/],
  ['no name', { filter: '="x"' }, /matcher/],
  ['an expression that does not compile', { filter: 'alertname=~"("' }, /does not compile as RE2/],
  ['an expression that RE2 does not know', { filter: 'alertname=~"(a)\\\\1"' }, /does not compile as RE2/],
  ['too many matchers', { filter: Array.from({ length: 33 }, (_, n) => `l${n}=1`) }, /filter/],
])('S20: %s is a 400 that says what is wrong; a WebSocket is closed with 4400', async (_, given, words) => {
  const server = await startStreams({ core: new MemoryCore() })
  const query = new URLSearchParams()
  for (const [name, values] of Object.entries(given)) {
    for (const value of [values].flat()) query.append(name, value)
  }
  for (const path of ['/api/v2/events/stream', '/api/v2/events']) {
    const response = await fetch(`${server.url}${path}?${query}`)
    expect(response.status, path).toBe(400)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringMatching(words) })
  }
  const filter = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, [values].flat()]))
  const { client, say } = openSocket(server.url)
  say({ action: 'subscribe', filter })
  expect(await client.ended).toBe('4400')
})
