import { beforeAll, describe, expect, test } from 'vitest'
import { type Asked, ask, sharedPair } from '../support/programs/side-by-side.ts'

/**
 * What Alertmanager 0.34 makes of a matcher, from outside: in a query, in a silence, in a filter of silences. Debian's
 * 0.25 is asked the same wherever it agrees with that: it knows nothing of the UTF-8 grammar that came with 0.27.
 */
const pair = sharedPair()

const TEAMS: Readonly<Record<string, object>> = {
  plain: { team: 'shop' },
  spaced: { team: 'shop window' },
  comma: { team: 'shop,till' },
  brace: { team: 'shop}' },
  quote: { team: '"shop"' },
  lines: { team: 'shop\ntill' },
  tab: { team: 'shop\ttill' },
  slash: { team: 'shop\\ttill' },
  bird: { team: '🐦' },
  bytes: { team: '\\xf0\\x9f\\x90\\xa6' },
  none: {},
}
const ALL = Object.keys(TEAMS)

function all(...but: readonly string[]): readonly string[] {
  return ALL.filter((name) => !but.includes(name))
}

async function both(asked: Asked): Promise<readonly [real: unknown, ours: unknown]> {
  const answers = await Promise.all([ask(asked, pair().real), ask(asked, pair().ours)])
  return answers.map(({ status, text }) => (status === 200 ? JSON.parse(text) : status)) as never
}

beforeAll(async () => {
  const alerts = ALL.map((alertname) => ({ labels: { alertname, ...TEAMS[alertname] } }))
  for (const url of [pair().real, pair().ours]) {
    const { status } = await ask(
      { method: 'POST', path: '/api/v2/alerts', body: JSON.stringify(alerts) },
      url,
    )
    expect(status).toBe(200)
  }
})

type Verdict = readonly string[] | 'refused'

/** Names of the alerts that a filter takes. */
async function taken(filter: string): Promise<readonly [real: Verdict, ours: Verdict]> {
  const answers = await both({ method: 'GET', path: `/api/v2/alerts?filter=${encodeURIComponent(filter)}` })
  return answers.map((answer) => {
    if (answer === 400) return 'refused'
    const names = (answer as { labels: { alertname: string } }[]).map(({ labels }) => labels.alertname)
    return ALL.filter((name) => names.includes(name))
  }) as never
}

describe('a filter', () => {
  test.each<readonly [filter: string, verdict: Verdict]>([
    ['team=shop', ['plain']],
    ['team="shop"', ['plain']],
    [' team = shop ', ['plain']],
    ['team=shop window', ['spaced']],
    ['team!=shop', all('plain')],
    ['team=~shop', ['plain']],
    ['team!~shop', all('plain')],
    ['team=~shop.till', ['comma', 'tab']],
    ['team=~"(?s)shop.till"', ['comma', 'lines', 'tab']],
    ['team=~"shop\\.till"', []],
    ['team=~".*"', all('lines')],
    ['team!~".*"', ['lines']],
    ['team=', ['none']],
    ['team=""', ['none']],
    ['team!=""', all('none')],
    ['team=~""', ['none']],
    ['team!~""', all('none')],
    ['team="shop|"', []],
    ['team=~"shop|"', ['plain', 'none']],
    ['team!~"shop|"', all('plain', 'none')],
    ['team=shop,till', ['comma']],
    ['team="shop,till"', ['comma']],
    ['team="shop}"', ['brace']],
    ['team="\\"shop\\""', ['quote']],
    ['team=\\"shop\\"', ['quote']],
    ['team="shop\\ntill"', ['lines']],
    ['team=shop\ntill', ['lines']],
    ['team=shop\ttill', ['tab']],
    ['team="shop\ttill"', ['tab']],
    // Read by both grammars, and differently: the older one is right.
    ['team="shop\\ttill"', ['slash']],
    ['team=shop\\ttill', ['slash']],
    ['team="shop\\\\ttill"', ['slash']],
    ['team=🐦', ['bird']],
    ['team="🐦"', ['bird']],
    ['team="\\xf0\\x9f\\x90\\xa6"', ['bytes']],
    ['team==', []],
    ['team=!shop', []],
    ['team=~~', []],
    // What closes the group that is put around it: begins with the one, or ends with the other.
    ['team=~"shop)|(🐦"', all('quote', 'bytes', 'none')],
    ["team='shop'", []],
    ['team=`shop`', []],
    ['{team=shop}', 'refused'],
    ['{team=shop', 'refused'],
    ['{}', 'refused'],
    ['', 'refused'],
    [' ', 'refused'],
    [',', 'refused'],
    ['team', 'refused'],
    ['team!', 'refused'],
    ['team!shop', 'refused'],
    ['=shop', 'refused'],
    ['team="shop', 'refused'],
    ['team=shop"', 'refused'],
    ['team="shop"till', 'refused'],
    ['team=sh"op', 'refused'],
    ['team="shop\\"', 'refused'],
    ['"team=\\"shop\\""', 'refused'],
    ['"team"=shop,"alertname"=plain', 'refused'],
    ['"team"="\\xf0\\x9f"', 'refused'],
    ['"team"="\\w"', 'refused'],
    ['team=~(', 'refused'],
    ['team=~"shop["', 'refused'],
    ['team!~"*"', 'refused'],
    ['team=~"\\Qshop"', 'refused'],
  ])('%j', async (filter, verdict) => {
    expect(await taken(filter)).toEqual([verdict, verdict])
  })

  test.each<readonly [filter: string, verdict: Verdict]>([
    ['"team"=shop', ['plain']],
    ['"team"="shop",', ['plain']],
    ['team\u00a0=\u2003shop', ['plain']],
    ['"team"="shop\\ttill"', ['tab']],
    ['"team"="\\xf0\\x9f\\x90\\xa6"', ['bird']],
    ['"team"="\\U0001f426"', ['bird']],
    [' {team=shop} ', ['plain']],
    ['0=""', ALL],
    ['🐦=team', []],
    ['""=""', ALL],
    ['""="shop"', []],
    ['""!~shop', ALL],
    ['team=shop}', 'refused'],
  ])('%j, by the UTF-8 grammar', async (filter, verdict) => {
    expect((await taken(filter))[1]).toEqual(verdict)
  })
})

type Sign = '=' | '!=' | '=~' | '!~'
type Written = readonly [name: string, sign: Sign, value: string]

function silenceOf(matchers: readonly Written[]): Asked {
  const body = {
    matchers: matchers.map(([name, sign, value]) => ({
      name,
      value,
      isRegex: sign.endsWith('~'),
      isEqual: sign.startsWith('='),
    })),
    startsAt: new Date().toISOString(),
    endsAt: '2999-01-01T00:00:00Z',
    createdBy: '',
    comment: '',
  }
  return { method: 'POST', path: '/api/v2/silences', body: JSON.stringify(body) }
}

async function made(matchers: readonly Written[]): Promise<readonly ('made' | 'refused')[]> {
  return (await both(silenceOf(matchers))).map((answer) => (typeof answer === 'number' ? 'refused' : 'made'))
}

describe('a silence', () => {
  test.each<readonly [matchers: readonly Written[], verdict: 'made' | 'refused']>([
    [[['stock', '=', 'low']], 'made'],
    [[['stock', '!=', 'low']], 'made'],
    [[['stock', '=~', 'low']], 'made'],
    [[['stock', '!~', 'low']], 'made'],
    [[['stock', '=', '🐦']], 'made'],
    [[['stock', '=', '"low"']], 'made'],
    [[['stock', '!=', '']], 'made'],
    [[['stock', '!~', '']], 'made'],
    [[['stock', '!~', '.*']], 'made'],
    [[['stock', '=~', '\\b']], 'made'],
    [[['stock', '=~', '(?i)low|none']], 'made'],
    [[['stock', '=~', '\\Qlow\\E']], 'made'],
    [
      [
        ['stock', '=', ''],
        ['shelf', '=', 'a'],
      ],
      'made',
    ],
    [[], 'refused'],
    [[['', '=', 'low']], 'refused'],
    [[['', '!=', 'low']], 'refused'],
    [[['stock', '=', '']], 'refused'],
    [[['stock', '=~', '']], 'refused'],
    [[['stock', '=~', '.*']], 'refused'],
    [[['stock', '=~', 'low|']], 'refused'],
    [[['stock', '=~', '^$']], 'refused'],
    [[['stock', '=~', '\\B']], 'refused'],
    [
      [
        ['stock', '=', ''],
        ['shelf', '=~', 'a?'],
      ],
      'refused',
    ],
    [[['stock', '=~', '((']], 'refused'],
    [[['stock', '!~', '))']], 'refused'],
    [[['stock', '=~', 'low)|(?:none']], 'refused'],
    [[['stock', '!~', 'low)(none']], 'refused'],
    [[['stock', '=~', 'low{1001}']], 'refused'],
    [[['stock', '=~', '(?x)low']], 'refused'],
    [
      [
        ['shelf', '=', 'a'],
        ['stock', '=~', '['],
      ],
      'refused',
    ],
  ])('%j is %s', async (matchers, verdict) => {
    expect(await made(matchers)).toEqual([verdict, verdict])
  })

  test.each<readonly [name: string]>([['0'], ['🐦'], ['two words']])(
    'with the name %j is made, as the UTF-8 grammar has it',
    async (name) => {
      expect((await made([[name, '=', 'low']]))[1]).toBe('made')
    },
  )
})

/** A filter of silences compares matchers with matchers, to the letter. */
test.each<readonly [made: readonly Written[], filters: readonly string[], isFound: boolean]>([
  [[['bay', '=', 'one']], ['bay=one'], true],
  [[['bay', '=', 'one']], ['bay=two'], false],
  [[['bay', '=', 'one']], ['bay=~one'], false],
  [[['bay', '=~', 'one']], ['bay=one'], false],
  [[['bay', '=~', 'one|two']], ['bay=~one|two'], true],
  [[['bay', '=~', 'one']], ['bay=~one|two'], false],
  [[['bay', '!=', 'one']], ['bay!=one'], true],
  [[['bay', '!=', 'one']], ['bay=one'], false],
  [[['bay', '!=', 'one']], ['bay!~one'], false],
  [[['bay', '!~', 'one']], ['bay!~one'], true],
  [[['bay', '!~', 'one']], ['bay!=one'], false],
  [[['bay', '!~', 'one']], ['bay=~one'], false],
  [
    [
      ['bay', '=~', 'one|two'],
      ['floor', '=', '3'],
    ],
    ['floor=3'],
    true,
  ],
  [
    [
      ['bay', '=~', 'one|two'],
      ['floor', '=', '3'],
    ],
    ['floor=3', 'bay=~"one|two"'],
    true,
  ],
  [[['floor', '=', '3']], ['floor=3', 'bay=one'], false],
])('of silences, %j is asked for by %j: %s', async (made, filters, isFound) => {
  const ids = (await both(silenceOf(made))).map((answer) => (answer as { silenceID: string }).silenceID)
  const query = filters.map((one) => `filter=${encodeURIComponent(one)}`).join('&')
  const lists = await both({ method: 'GET', path: `/api/v2/silences?${query}` })
  const found = lists.map((list, at) => (list as { id: string }[]).some(({ id }) => id === ids[at]))
  expect(found).toEqual([isFound, isFound])
})
