import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`l${n}`, 'x']))

test.each([
  [
    'a label’s value',
    { labels: { alertname: 'A', host: 'x'.repeat(2_049) } },
    /the value of label "host" has 2049 characters, and 2048 are allowed \(limits\.label_chars\)/,
  ],
  [
    'a label’s name',
    { labels: { alertname: 'A', ['n'.repeat(3_000)]: 'x' } },
    /the name of label "n+" has 3000 characters/,
  ],
  ['labels', { labels: many(129) }, /129 labels, and 128 are allowed \(limits\.labels\)/],
  [
    'an annotation',
    { labels: { alertname: 'A' }, annotations: { text: 'x'.repeat(65_537) } },
    /the value of annotation "text" has 65537 characters/,
  ],
  [
    'annotations',
    { labels: { alertname: 'A' }, annotations: many(200) },
    /200 annotations, and 128 are allowed/,
  ],
])(
  'S14: an alert with too large %s is refused with the setting that says so; the others of its request are kept',
  async (_, alert, reason) => {
    const server = await runServer()
    const answer = await post(`${server.url}/api/v2/alerts`, [
      alert,
      { labels: { alertname: 'Kept', text: 'x'.repeat(2_048) } },
    ])
    expect([answer.status, await answer.json()]).toEqual([400, expect.stringMatching(reason)])
    const { alerts } = (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
    expect(alerts.map(({ alertname }) => alertname)).toEqual(['Kept'])
  },
)

test('the limits are settings', async () => {
  const server = await runServer({ config: { limits: { label_chars: 10, labels: 2 } } })
  const statusOf = async (labels: Readonly<Record<string, string>>): Promise<number> => {
    const body = JSON.stringify([{ labels }])
    return (await post(`${server.url}/api/v2/alerts`, body)).status
  }
  expect(await statusOf({ alertname: 'short', a: '1' })).toBe(200)
  expect(await statusOf({ alertname: 'rather long' })).toBe(400)
  expect(await statusOf({ alertname: 'three', a: '1', b: '2' })).toBe(400)
})
