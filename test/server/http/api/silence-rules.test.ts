import type { BoardSnapshot, SaveSilenceAnswer, SilencePreview } from '@watchfloor/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { accessOf, bearer } from '../../../support/http/people.ts'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const HOUR = 3_600_000
const RULE = 'the rule "on call" of silence_rules'

const shared = sharedServer({
  access: accessOf({
    root: { role: 'admin' },
    ana: { role: 'responder' },
    ben: { role: 'responder' },
    eve: { role: 'responder' },
    eyes: { role: 'viewer' },
  }),
  config: {
    silence_rules: [
      { name: 'runs it', roles: ['admin'] },
      { name: 'night', people: ['test:ben'], longest: '1h', beyond: 'second_person' },
      { name: 'nothing', people: ['eve'], most_alerts: 0 },
      {
        name: 'on call',
        roles: ['responder'],
        people: ['ana'],
        longest: '8h',
        criticals: false,
        needs: ['service'],
        most_alerts: 2,
        end_others: false,
      },
    ],
  },
})

beforeAll(async () => {
  const alerts = ['a', 'b', 'c'].map((pod) => ({
    labels: { alertname: 'Slow', severity: 'warning', service: 'shop', pod },
  }))
  const critical = { labels: { alertname: 'Down', severity: 'page', service: 'shop' } }
  expect((await post(`${shared().url}/api/v2/alerts`, [...alerts, critical], bearer('root'))).status).toBe(
    200,
  )
})

const equal = (name: string, value: string, isRegex = false) => ({ name, value, isRegex, isEqual: true })
const ours = ({ name, value, isRegex, isEqual }: ReturnType<typeof equal>) => ({
  name,
  value,
  is_regex: isRegex,
  is_equal: isEqual,
})
const POD = [equal('service', 'shop'), equal('severity', 'warning'), equal('pod', 'a')]

interface Asked {
  readonly matchers: readonly ReturnType<typeof equal>[]
  readonly hours?: number
  readonly starts?: number
  readonly id?: string | undefined
}

const times = ({ hours = 1, starts = 0 }: Asked): readonly [string, string] => [
  new Date(Date.now() + starts * HOUR).toISOString(),
  new Date(Date.now() + (starts + hours) * HOUR).toISOString(),
]

/** By each door that makes one; answers the status and the words, or the id. */
const DOORS = [
  [
    'amtool',
    async (by: string, asked: Asked) => {
      const [startsAt, endsAt] = times(asked)
      const body = { id: asked.id, matchers: asked.matchers, startsAt, endsAt, createdBy: 'x', comment: 'c' }
      const answer = await post(`${shared().url}/api/v2/silences`, body, bearer(by))
      const said = (await answer.json()) as { silenceID?: string } | string
      return { status: answer.status, words: said as string, id: (said as { silenceID?: string }).silenceID }
    },
  ],
  [
    'our own',
    async (by: string, asked: Asked) => {
      const [starts_at, ends_at] = times(asked)
      const body = {
        id: asked.id,
        matchers: asked.matchers.map(ours),
        starts_at,
        ends_at,
        comment: 'c',
        confirm: true,
      }
      const answer = await post(`${shared().url}/api/v2/silences/save`, body, bearer(by))
      const said = (await answer.json()) as SaveSilenceAnswer & { error?: { message: string } }
      return { status: answer.status, words: said.error?.message ?? said.message, id: said.silence?.id }
    },
  ],
] as const

const board = async (): Promise<BoardSnapshot> =>
  (await (await fetch(`${shared().url}/api/v2/board`, { headers: bearer('root') })).json()) as BoardSnapshot

describe.each(DOORS)('S34: by the door %s', (door, make) => {
  const REFUSED = door === 'amtool' ? 400 : 403

  test.each([
    [
      'lasts too long',
      { matchers: POD, hours: 9 },
      /8 h from now at the latest, and last no longer; this one would take/,
    ],
    [
      'begins later, and reaches further',
      { matchers: POD, starts: 8, hours: 1 },
      /8 h from now at the latest/,
    ],
    ['may hide a critical', { matchers: [equal('service', 'shop'), equal('pod', 'a')] }, /no critical alert/],
    [
      'may hide a critical by an expression',
      { matchers: [equal('service', 'shop'), equal('pod', 'a'), equal('severity', 'warning|page', true)] },
      /no critical alert/,
    ],
    [
      'may hide a critical that it spells otherwise',
      {
        matchers: [equal('service', 'shop'), equal('pod', 'a'), equal('severity', '(?i)warning|PaGe', true)],
      },
      /no critical alert/,
    ],
    [
      'leaves out one spelling of critical only',
      {
        matchers: [
          equal('service', 'shop'),
          equal('pod', 'a'),
          { name: 'severity', value: 'critical', isRegex: false, isEqual: false },
        ],
      },
      /no critical alert/,
    ],
    [
      'means critical in a spelling that looks like another',
      { matchers: [equal('service', 'shop'), equal('pod', 'a'), equal('severity', 'P1\u200b')] },
      /no critical alert/,
    ],
    [
      'lasts too long, and says that it began long ago',
      { matchers: POD, starts: -100, hours: 109 },
      /8 h from now at the latest/,
    ],
    [
      'names no service',
      { matchers: [equal('severity', 'warning'), equal('pod', 'a')] },
      /which service is meant/,
    ],
    [
      'names any service',
      { matchers: [equal('severity', 'warning'), equal('pod', 'a'), equal('service', '.+', true)] },
      /which service is meant/,
    ],
    [
      'hides too many',
      { matchers: [equal('service', 'shop'), equal('severity', 'warning')] },
      /2 alerts at most.*3/,
    ],
  ] as const)('one that %s is refused, in words that name the rule', async (_what, asked, words) => {
    const answer = await make('ana', asked)
    expect(answer).toMatchObject({ status: REFUSED, words: expect.stringMatching(words) })
    expect(answer.words).toContain(RULE)
    expect((await board()).silences).toEqual([])
  })

  test('what keeps to the rule is made, and changed within it; not beyond, nor is one of others', async () => {
    const made = await make('ana', { matchers: POD })
    expect(made.status).toBe(200)
    const longer = await make('ana', { matchers: POD, id: made.id, hours: 7 })
    expect(longer.status).toBe(200)
    expect(await make('ana', { matchers: POD, id: longer.id, hours: 20 })).toMatchObject({ status: REFUSED })
    const wider = [equal('service', 'shop'), equal('severity', 'warning')]
    expect(await make('ana', { matchers: wider, id: longer.id })).toMatchObject({ status: REFUSED })

    const theirs = await make('root', { matchers: [equal('service', 'other')], hours: 50 })
    expect(theirs.status).toBe(200)
    const shorter = { matchers: [equal('service', 'other')], id: theirs.id, hours: 1 }
    expect(await make('ana', shorter)).toMatchObject({
      status: REFUSED,
      words: expect.stringContaining('of root'),
    })
    const end = (id: string | undefined, by: string) =>
      fetch(`${shared().url}/api/v2/silence/${id}`, { method: 'DELETE', headers: bearer(by) })
    expect((await end(theirs.id, 'ana')).status).toBe(403)
    const bulk = await post(
      `${shared().url}/api/v2/silences/bulk`,
      { action: 'expire', ids: [theirs.id, longer.id] },
      bearer('ana'),
    )
    expect(await bulk.json()).toMatchObject({
      results: [{ outcome: 'refused', reason: expect.stringContaining(RULE) }, { outcome: 'expired' }],
    })
    expect((await end(theirs.id, 'root')).status).toBe(200)
  })

  test('whom no rule is for makes none, and a rule is found by whom it is for', async () => {
    expect(await make('eyes', { matchers: POD })).toMatchObject({ status: 403 })
    expect(await make('eve', { matchers: POD })).toMatchObject({
      status: REFUSED,
      words: expect.stringContaining('"nothing"'),
    })
  })
})

test('S34: a preview says beforehand what the rules will say', async () => {
  const preview = async (by: string, asked: Asked) => {
    const [, ends_at] = times(asked)
    const body = { matchers: asked.matchers.map(ours), ends_at }
    return (await (
      await post(`${shared().url}/api/v2/silences/preview`, body, bearer(by))
    ).json()) as SilencePreview
  }
  expect((await preview('ana', { matchers: POD })).rule).toEqual({
    verdict: 'allowed',
    longest_seconds: 8 * 3600,
  })
  expect((await preview('ana', { matchers: POD, hours: 9 })).rule).toMatchObject({
    verdict: 'refused',
    message: expect.stringContaining(RULE),
  })
  expect((await preview('ben', { matchers: POD, hours: 9 })).rule?.verdict).toBe('proposed')
  expect((await preview('root', { matchers: POD, hours: 900 })).rule).toEqual({ verdict: 'allowed' })
  expect((await preview('eyes', { matchers: POD })).rule?.verdict).toBe('refused')
})

test('S34: one that ends with its alerts, and by the clock only in a day, is judged by that day', async () => {
  const body = { matchers: POD.map(ours), until_resolved: true, comment: 'c' }
  const answer = await post(`${shared().url}/api/v2/silences/save`, body, bearer('ana'))
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('1 d')
})

test('S34: one that only gets less is anybody’s own to change, whatever its rule has become', async () => {
  const [, make] = DOORS[1]
  const made = await make('root', { matchers: POD, hours: 50 })
  const less = await make('ben', { matchers: POD, id: made.id, hours: 20 })
  expect(less.status).toBe(200)
  await fetch(`${shared().url}/api/v2/silence/${less.id}`, { method: 'DELETE', headers: bearer('root') })
})
