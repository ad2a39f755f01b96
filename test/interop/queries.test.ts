import { expect, test } from 'vitest'
import { type Asked, ask, askBoth, sharedPair } from '../support/programs/side-by-side.ts'

const CONFIG = `
route:
  receiver: everyone
  group_by: [service]
  routes:
  - {receiver: databases, matchers: [service="db"], continue: true}
  - {receiver: pager, matchers: [severity="critical"]}
receivers: [{name: everyone}, {name: databases}, {name: pager}]
inhibit_rules:
- {source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [service]}
`
const pair = sharedPair(CONFIG)

const get = (path: string): Asked => ({ method: 'GET', path: `/api/v2${path}` })
const post = (path: string, body: unknown): Asked => ({
  method: 'POST',
  path: `/api/v2${path}`,
  body: JSON.stringify(body),
})

interface Told {
  readonly status: number
  readonly body: unknown
}

/** Of a refusal its status and shape: ours gives reasons where Go's are its own. */
function shape({ status, body }: Told): Told {
  if (status < 400) return { status, body }
  if (typeof body !== 'object' || body === null)
    return { status, body: body === '' ? 'nothing' : typeof body }
  return { status, body: { ...body, message: 'text' } }
}

/** The same word to both; what both answer is compared. */
async function tell(asked: Asked): Promise<void> {
  const { theirs, own } = (await askBoth(pair(), asked)) as { theirs: Told; own: Told }
  expect([asked.path, shape(own)]).toEqual([asked.path, shape(theirs)])
}

const STARTED = '2026-01-05T03:00:00.000Z'

/** Some that are active, one inhibited, one silenced, one both, one over. */
async function lay(): Promise<void> {
  const of = (alertname: string, service: string, severity: string, more: object = {}) => ({
    labels: { alertname, service, severity },
    startsAt: STARTED,
    endsAt: '2999-01-01T00:00:00.000Z',
    generatorURL: 'http://prom:9090/graph',
    ...more,
  })
  await tell(
    post('/alerts', [
      of('Down', 'db', 'critical', { annotations: { summary: 'ö' } }),
      of('Slow', 'db', 'warning'),
      of('Slow', 'web', 'warning'),
      of('Late', 'web', 'info'),
      of('Odd', 'mail', 'critical'),
      of('Odder', 'mail', 'warning'),
      of('Over', 'web', 'info', { endsAt: '2026-01-06T00:00:00.000Z' }),
    ]),
  )
  await tell(
    post('/silences', {
      matchers: [{ name: 'alertname', value: 'Late|Odder', isRegex: true, isEqual: true }],
      startsAt: STARTED,
      endsAt: '2999-01-01T00:00:00.000Z',
      createdBy: 'ana',
      comment: 'works',
    }),
  )
}

test('flags, filters and receivers choose the same alerts in the same order, and what is wrong is told in the same shape', async () => {
  await lay()
  const words = ['true', 'false']
  const flags = words.flatMap((active) =>
    words.flatMap((silenced) =>
      words.flatMap((inhibited) =>
        words.map((unprocessed) =>
          new URLSearchParams({ active, silenced, inhibited, unprocessed }).toString(),
        ),
      ),
    ),
  )
  const queries = [
    '',
    ...flags,
    'active=maybe',
    'active=0&silenced=1',
    'silenced=&inhibited=no',
    'filter=severity="critical"',
    'filter=severity%3Dcritical&filter=service%3Ddb',
    'filter=service%3D~%22d.%22',
    'filter=service!~%22d.%22',
    'filter=nobody%3D%22%22',
    'filter=nobody!%3D%22%22',
    'filter=service%3D~d',
    'filter=%7Bservice%3D%22db%22%7D',
    'filter=service',
    'filter=service%3D~%28',
    'filter=',
    'receiver=pager',
    'receiver=p',
    'receiver=.*s',
    'receiver=%28',
    'receiver=',
    'unknown=1',
  ]
  for (const query of queries) {
    await tell(get(`/alerts?${query}`))
    if (!query.includes('unprocessed')) await tell(get(`/alerts/groups?${query}`))
  }
  await tell(get('/receivers'))
})

test('bytes that are no text are refused', async () => {
  for (const query of ['filter=service!%3D%22d%f6%22', 'filter=%ff%3Dx', 'filter=service%3D~d%ed%a0%80'])
    for (const path of ['/alerts', '/alerts/groups', '/silences']) await tell(get(`${path}?${query}`))
})

test('half of a pair is no letter of a silence', async () => {
  const made = silence({
    matchers: [matcher('odd', '\ud800')],
    createdBy: 'a\udc00',
    comment: 'c\ud83d\ud83d\udc26',
  })
  await tell(post('/silences', made))
  await tell(get('/silences?filter=odd%3D%22%ef%bf%bd%22'))
})

test('silences by filter: the same matchers, not what they match; unknown and malformed ids in the same shape', async () => {
  for (const filter of [
    'alertname%3D~%22Late%7COdder%22',
    'alertname%3D%22Late%22',
    'alertname%3D~Late%7COdder',
    'a%3Db',
    'bad',
    'a%3D~%28',
  ]) {
    await tell(get(`/silences?filter=${filter}`))
  }
  await tell(get('/silence/00000000-0000-0000-0000-000000000000'))
  await tell(get('/silence/nonsense'))
  await tell({ method: 'DELETE', path: '/api/v2/silence/nonsense' })
  await tell({ method: 'PUT', path: '/api/v2/silences' })
})

const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
const matcher = (name: string, value: string, more: object = {}) => ({
  name,
  value,
  isRegex: false,
  isEqual: true,
  ...more,
})
const silence = (more: object = {}) => ({
  matchers: [matcher('team', 'web')],
  startsAt: at(0),
  endsAt: at(1),
  createdBy: 'ana',
  comment: 'c',
  ...more,
})

test.each([
  ['no matchers', { matchers: [] }],
  ['matchers missing', { matchers: undefined }],
  ['matchers null', { matchers: null }],
  ['no author', { createdBy: undefined }],
  ['an empty author', { createdBy: '' }],
  ['no comment', { comment: undefined }],
  ['an empty comment', { comment: '' }],
  ['no end', { endsAt: undefined }],
  ['an end that is no time', { endsAt: 'tomorrow' }],
  ['an end in the past', { startsAt: at(-2), endsAt: at(-1) }],
  ['an end before its start', { startsAt: at(2), endsAt: at(1) }],
  ['a matcher without a name', { matchers: [matcher('', 'x')] }],
  ['a matcher without a value', { matchers: [{ name: 'a', isRegex: false }] }],
  ['a matcher of everything', { matchers: [matcher('a', '.*', { isRegex: true })] }],
  ['an empty value alone', { matchers: [matcher('a', '')] }],
  ['a negative one alone', { matchers: [matcher('a', 'b', { isEqual: false })] }],
  ['an expression that is none', { matchers: [matcher('a', '(', { isRegex: true })] }],
  ['isEqual left out', { matchers: [{ name: 'a', value: 'b', isRegex: false }] }],
  ['a number as a value', { matchers: [matcher('a', 1 as never)] }],
  ['an unknown id', { id: '00000000-0000-0000-0000-000000000000' }],
  ['an unknown field', { colour: 'red' }],
])('a silence with %s', async (_, more) => {
  await tell(post('/silences', silence(more)))
})

interface Made {
  readonly status: number
  readonly id: string | undefined
}

async function save(url: string, body: object): Promise<Made> {
  const { status, text } = await ask(post('/silences', body), url)
  return { status, id: status === 200 ? (JSON.parse(text) as { silenceID: string }).silenceID : undefined }
}

/** What an edit does: the status, and whether the id stayed and what became of the old one. */
async function edit(url: string, first: object, change: object, end: boolean): Promise<unknown> {
  const made = await save(url, first)
  if (end) await ask({ method: 'DELETE', path: `/api/v2/silence/${made.id}` }, url)
  const stored = JSON.parse((await ask(get(`/silence/${made.id}`), url)).text) as object
  const edited = await save(url, { ...stored, ...change, id: made.id })
  const old = JSON.parse((await ask(get(`/silence/${made.id}`), url)).text) as { status: { state: string } }
  return { status: edited.status, isSame: edited.id === made.id, old: old.status.state }
}

const ACTIVE = {}
const PENDING = { startsAt: at(1), endsAt: at(2) }
test.each([
  ['active', ACTIVE, 'a longer end', { endsAt: at(5) }, false],
  ['active', ACTIVE, 'another comment', { comment: 'other' }, false],
  ['active', ACTIVE, 'other matchers', { matchers: [matcher('team', 'db')] }, false],
  ['active', ACTIVE, 'another start', { startsAt: at(0.5) }, false],
  ['active', ACTIVE, 'an end in the past', { endsAt: at(-1) }, false],
  ['pending', PENDING, 'a later start', { startsAt: at(1.5) }, false],
  ['pending', PENDING, 'a start in the past', { startsAt: at(-1) }, false],
  ['pending', PENDING, 'another author', { createdBy: 'bob' }, false],
  ['expired', ACTIVE, 'a new end', { endsAt: at(5) }, true],
])('an edit of an %s silence (%o) to %s', async (_, first, _what, change, end) => {
  const [theirs, own] = await Promise.all(
    [pair().real, pair().ours].map((url) => edit(url, silence(first), change, end)),
  )
  expect(own).toEqual(theirs)
})
