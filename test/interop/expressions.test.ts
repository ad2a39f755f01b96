import { expect, test } from 'vitest'
import { runs, takeSeed } from '../support/chance.ts'
import { ask, type RawAnswer, sharedPair } from '../support/programs/side-by-side.ts'
import { someExpression, someText } from '../support/random-expressions.ts'
import { seeded } from '../support/seeded.ts'

const pair = sharedPair()
const SEED = takeSeed()
const random = seeded(SEED)
const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** Values for alerts, and a few that expressions from tools are about. */
const HOSTS = Array.from({ length: 40 }, (_, n) => `web-${n}.prod.example.net`)
const TEXTS = [
  ...new Set([
    ...HOSTS,
    ...HOSTS.map((host) => `${host}:9100`),
    ...Array.from({ length: 150 }, () => someText(random)),
  ]),
].filter((text) => text !== '')

async function post(url: string, path: string, body: unknown): Promise<RawAnswer> {
  return ask({ method: 'POST', path: `/api/v2${path}`, body: JSON.stringify(body) }, url)
}

async function matched(url: string, query: string): Promise<readonly string[] | number> {
  const { status, text } = await ask({ method: 'GET', path: `/api/v2/alerts?${query}` }, url)
  if (status !== 200) return status
  return (JSON.parse(text) as { labels: { text?: string; n: string } }[]).map(({ labels }) => labels.n).sort()
}

/** Both are asked which alerts an expression takes; what both answer is compared. */
async function compare(pattern: string): Promise<'refused' | 'none' | 'some'> {
  const operator = random() < 0.8 ? '=~' : '!~'
  const value = JSON.stringify(pattern)
  const query = new URLSearchParams({ filter: `text${operator}${value}` }).toString()
  const [theirs, own] = await Promise.all([matched(pair().real, query), matched(pair().ours, query)])
  expect({ pattern, matched: own }).toEqual({ pattern, matched: theirs })
  return typeof own === 'number' ? 'refused' : own.length === 0 ? 'none' : 'some'
}

test(`random expressions are refused, and take the same alerts, as by a real Alertmanager, seed ${SEED}`, async () => {
  const alerts = TEXTS.map((text, n) => ({ labels: { alertname: 'Case', text, n: `${n}` } }))
  for (const url of [pair().real, pair().ours]) expect((await post(url, '/alerts', alerts)).status).toBe(200)
  const seen = { refused: 0, none: 0, some: 0 }
  for (let n = 0; n < runs(400); n++) seen[await compare(someExpression(random, 1))]++
  for (const kind of ['refused', 'none', 'some'] as const) expect([kind, seen[kind]]).not.toEqual([kind, 0])
})

test('what tools generate takes the same alerts as in a real Alertmanager', async () => {
  const escaped = HOSTS.map((host) => host.replaceAll('.', '\\.'))
  const forms = [
    `(${HOSTS.join('|')})`,
    `^(${escaped.join('|')})$`,
    `(?i)(${HOSTS.map((host) => host.toUpperCase()).join('|')})`,
    HOSTS.map((host) => `${host}:.*`).join('|'),
    `(${escaped.join('|')}).*`,
    '.*prod.*',
    'web-1.*|web-2.+',
    '((web-(1|2)|web-3)\\.prod).*',
    '|web-7.prod.example.net',
  ]
  for (const pattern of forms) expect([pattern, await compare(pattern)]).toEqual([pattern, 'some'])
})

test('a silence is taken or refused, and hides the same alerts, as in a real Alertmanager', async () => {
  const silence = (value: string, isEqual: boolean) => ({
    matchers: [
      { name: 'alertname', value: 'Case', isRegex: false, isEqual: true },
      { name: 'text', value, isRegex: true, isEqual },
    ],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    createdBy: 'test',
    comment: value,
  })
  for (let n = 0; n < runs(25); n++) {
    const asked = silence(someExpression(random, 1), one([true, true, false]))
    const [theirs, own] = await Promise.all([
      post(pair().real, '/silences', asked),
      post(pair().ours, '/silences', asked),
    ])
    expect({ pattern: asked.comment, status: own.status }).toEqual({
      pattern: asked.comment,
      status: theirs.status,
    })
    if (own.status !== 200) continue
    const [there, here] = await Promise.all([
      matched(pair().real, 'active=false'),
      matched(pair().ours, 'active=false'),
    ])
    expect({ pattern: asked.comment, hidden: here }).toEqual({ pattern: asked.comment, hidden: there })
    for (const [url, { text }] of [
      [pair().real, theirs],
      [pair().ours, own],
    ] as const) {
      const { silenceID } = JSON.parse(text) as { silenceID: string }
      await ask({ method: 'DELETE', path: `/api/v2/silence/${silenceID}` }, url)
    }
  }
})
