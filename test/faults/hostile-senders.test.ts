import { expect, test } from 'vitest'
import { type Answered, harm, memoryOf, seenText, startBesieged } from '../support/hostility/siege.ts'

const MB = 1_000_000

interface Row {
  readonly name: string
  readonly path?: string
  readonly body: () => string
  /** How often it is sent, all at once. */
  readonly times?: number
  readonly status: number
  /** How much it may leave behind, MiB. */
  readonly leaves: number
}

const list = (count: number, one: (i: number) => unknown): string =>
  JSON.stringify(Array.from({ length: count }, (_, i) => one(i)))

const names = (count: number, by: string): object =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [by + i, 'v']))

/** Little remains of what was refused: what the engine compiled meanwhile, and a few bodies that it gives back later. */
const NOTHING = 48

const MOST_LOOKS = 5

const ROWS: readonly Row[] = [
  {
    name: '10,000 alerts of one fingerprint, each by another host',
    body: () =>
      list(10_000, (i) => ({ labels: { alertname: 'One' }, generatorURL: `http://h${i}.example/` })),
    status: 200,
    leaves: 32,
  },
  {
    name: '20,000 alerts without a name, one group',
    body: () => list(20_000, (i) => ({ labels: { i: String(i) } })),
    status: 200,
    leaves: 300,
  },
  {
    name: 'those again, ended',
    body: () => list(20_000, (i) => ({ labels: { i: String(i) }, endsAt: '2020-01-01T00:00:00Z' })),
    status: 200,
    leaves: 100,
  },
  {
    name: 'more alerts in one request than are read',
    body: () => list(172_606, (i) => ({ labels: { i: String(i) } })),
    status: 413,
    leaves: NOTHING,
  },
  {
    name: 'five alerts of 7.8 MB at once',
    body: () =>
      list(1, () => ({ labels: { alertname: 'Large' }, annotations: { text: 'x'.repeat(7.8 * MB) } })),
    times: 5,
    status: 400,
    leaves: NOTHING,
  },
  {
    name: '1,000,000 numbers instead of alerts',
    body: () => `[${'1,'.repeat(MB - 1)}1]`,
    status: 413,
    leaves: NOTHING,
  },
  {
    name: '160,000 alerts, the last one unreadable',
    body: () => list(160_000, (i) => (i < 159_999 ? { labels: { i: String(i) } } : {})),
    status: 422,
    leaves: NOTHING,
  },
  {
    name: '20,000 alerts with nothing in them',
    path: '/api/v2/webhooks/generic',
    body: () => `{"alerts":[${'{},'.repeat(19_999)}{}]}`,
    status: 200,
    leaves: NOTHING,
  },
  {
    name: '240,000 alerts with nothing in them',
    path: '/api/v2/webhooks/generic',
    body: () => `{"alerts":[${'{},'.repeat(240_000)}{}]}`,
    status: 400,
    leaves: NOTHING,
  },
  {
    name: 'three million empty objects',
    body: () => `[${'{},'.repeat(3 * MB)}{}]`,
    status: 413,
    leaves: NOTHING,
  },
  {
    name: 'ten alerts of 100,000 labels at once',
    body: () => list(1, () => ({ labels: names(100_000, 'l') })),
    times: 10,
    status: 413,
    leaves: NOTHING,
  },
  {
    name: 'ten bodies of 3,000 alerts at once, each label by a name of its own',
    body: () => list(3_000, (i) => ({ labels: { alertname: 'Named', ...names(20, `n${i}_`) } })),
    times: 10,
    status: 200,
    leaves: 200,
  },
  {
    name: 'four webhook messages of 30,000 alerts at once',
    path: '/api/v2/webhooks/alertmanager',
    body: () =>
      `{"version":"4","receiver":"r","alerts":${list(30_000, (i) => ({ status: 'firing', labels: { alertname: `Hook${i % 5_000}` }, startsAt: '2026-01-01T00:00:00Z' }))}}`,
    times: 4,
    status: 200,
    leaves: 200,
  },
  {
    name: 'four Grafana messages of 10,000 alerts at once, told twice over',
    path: '/api/v2/webhooks/grafana',
    body: () =>
      `{"version":"1","orgId":1,"receiver":"r","alerts":${list(10_000, (i) => ({ status: 'firing', labels: { alertname: `Panel${i}`, grafana_folder: 'f' }, values: { A: i }, startsAt: '2026-01-01T00:00:00Z', generatorURL: `http://grafana.example/alerting/${i}` }))}}`,
    times: 8,
    status: 200,
    leaves: 200,
  },
  { name: 'lists in lists', body: () => '['.repeat(8 * MB), status: 413, leaves: NOTHING },
  {
    name: 'a silence with a comment of 9 MB',
    path: '/api/v2/silences',
    body: () =>
      JSON.stringify({
        matchers: [{ name: 'alertname', value: 'One', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: '2099-01-01T00:00:00Z',
        createdBy: 'amtool',
        comment: 'x'.repeat(9 * MB),
      }),
    status: 400,
    leaves: NOTHING,
  },
]

test('whatever one sender sends: others are answered, readers miss nothing, and memory comes back', async () => {
  const { server, post, under } = await startBesieged()
  let held = await memoryOf(server)
  for (const { name, path = '/api/v2/alerts', body, times = 1, status, leaves } of ROWS) {
    const text = body()
    const answers: Answered[] = []
    const began = performance.now()
    const seen = await under(async () => {
      answers.push(...(await Promise.all(Array.from({ length: times }, () => post(path, text)))))
    })
    const before = held
    held = await memoryOf(server)
    // A body may still be on its way out where the machine is busy.
    for (let looks = 1; looks < MOST_LOOKS && held - before >= leaves; looks++) held = await memoryOf(server)
    const left = held - before
    console.log(
      `${name}: ${answers[0]?.status} after ${(performance.now() - began).toFixed(0)} ms; ${seenText(seen)}; ${left.toFixed(0)} MiB left, ${answers[0]?.text.slice(0, 100)}`,
    )
    expect.soft(harm(seen), name).toEqual([])
    expect
      .soft(
        answers.map((answer) => answer.status),
        name,
      )
      .toEqual(Array(times).fill(status))
    expect.soft(Math.max(...answers.map((answer) => answer.text.length)), name).toBeLessThan(10_000)
    expect.soft(left, name).toBeLessThan(leaves)
  }
})
