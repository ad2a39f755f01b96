import { describe, expect, test } from 'vitest'
import { type Asked, ask, askBoth, sharedPair } from '../support/programs/side-by-side.ts'

const pair = sharedPair()
const post = (body: string | undefined, type = 'application/json'): Asked => ({
  method: 'POST',
  path: '/api/v2/alerts',
  ...(body === undefined ? {} : { body }),
  type,
})
const alert = (fields: object): string => JSON.stringify([{ labels: { alertname: 'A' }, ...fields }])

/** Answered to the letter as a real Alertmanager 0.25 does. */
describe('the same status and body', () => {
  test.each([
    ['[]'],
    ['null'],
    [''],
    ['[{}]'],
    ['[{"labels":null}]'],
    ['[{"labels":{}}]'],
    ['[{"labels":{"a":null}}]'],
    ['[{"labels":{"a":""}}]'],
    ['[{"labels":{"":"x"}}]'],
    ['[{"labels":{"alertname":"A","a":"b","a":"c"}}]'],
    ['[{"labels":{"alertname":"A","a":"\\ud800"}}]'],
    ['[{"labels":{"__proto__":"x","constructor":"y"}}]'],
    ['[{"annotations":{}},{}]'],
    ['[{"generatorURL":"not a url"}]'],
    [alert({ annotations: null })],
    [alert({ annotations: { '': 'b' } })],
    [alert({ annotations: { e: '' } })],
    [alert({ colour: 'red' })],
    [alert({ startsAt: null, endsAt: null })],
    [alert({ startsAt: '0001-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00.000Z' })],
    [alert({ startsAt: '2026-01-05T03:00Z' })],
    [alert({ startsAt: '2026-01-05T03:00:00' })],
    [alert({ startsAt: '2026-01-05T03:00:00,5Z' })],
    [alert({ startsAt: '2026-01-05T03:00:00.500+0100' })],
    [alert({ startsAt: '2026-01-05T03:00:00.500123-0130' })],
    [alert({ startsAt: '2026-01-05T03:00:00.123456789+01:00' })],
    [alert({ startsAt: '2026-01-05T03:00:00Z', endsAt: '2026-01-05T02:00:00Z' })],
    [alert({ startsAt: '2026-01-05T03:00:00Z', endsAt: '2026-01-05T03:00:00Z' })],
    [alert({ generatorURL: '' })],
    [alert({ generatorURL: null })],
    [alert({ generatorURL: '/graph' })],
    [alert({ generatorURL: '*' })],
    [alert({ generatorURL: 'http://prom:9090/graph?g0.expr=up%20%3D%3D%200&g0.tab=1' })],
    [alert({ generatorURL: 'http://[::1]:9090/graph' })],
    [alert({ generatorURL: 'http://user:pass@prom:9090/' })],
    [alert({ generatorURL: 'mailto:someone' })],
    [alert({ generatorURL: 'example.com' })],
    [alert({ generatorURL: 'not a url' })],
    [alert({ generatorURL: 'http://a b/' })],
    [alert({ generatorURL: 'http://[::1' })],
    [alert({ generatorURL: 'http://prom:port/' })],
    [alert({ generatorURL: 'http://prom/%zz' })],
    [alert({ generatorURL: 'http://prom/\n' })],
  ])('%s', async (body) => {
    const { theirs, own } = await askBoth(pair(), post(body))
    expect(own).toEqual(theirs)
  })

  test.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '*/*',
    'nonsense',
  ])('content type %s', async (type) => {
    const { theirs, own } = await askBoth(pair(), post(alert({}), type))
    expect(own).toEqual(theirs)
  })

  test.each([
    ['PUT', '/api/v2/alerts'],
    ['DELETE', '/api/v2/alerts'],
    ['PATCH', '/api/v2/alerts'],
    ['OPTIONS', '/api/v2/alerts'],
    ['POST', '/api/v2/alerts/groups'],
    ['POST', '/api/v2/status'],
    ['DELETE', '/api/v2/status'],
    ['POST', '/api/v2/receivers'],
    ['DELETE', '/api/v2/silences'],
    ['POST', '/api/v2/silence/00000000-0000-4000-8000-000000000000'],
  ])('%s %s', async (method, path) => {
    const { theirs, own } = await askBoth(pair(), { method, path })
    expect(own).toEqual(theirs)
  })
})

/** The same status and shape; the reason is Go's there, and names the field here. */
test.each([
  ['{}', 'the body is an object, not a list of alerts'],
  ['"x"', 'the body is text, not a list of alerts'],
  ['[{', 'it is not JSON'],
  ['nonsense', 'it is not JSON'],
  ['[1]', 'alerts[0] is a number'],
  ['[[]]', 'alerts[0] is a list'],
  ['[{"labels":[]}]', 'alerts[0].labels is a list'],
  ['[{"labels":{"a":1}}]', 'alerts[0].labels.a is a number, not text'],
  ['[{},{"labels":{"a":{}}}]', 'alerts[1].labels.a is an object, not text'],
  [alert({ annotations: 1 }), 'alerts[0].annotations is a number'],
  [alert({ startsAt: 'yesterday' }), 'alerts[0].startsAt is "yesterday", not an RFC 3339 time'],
  [alert({ startsAt: 1 }), 'alerts[0].startsAt is a number, not a time'],
  [alert({ endsAt: '2026-13-05T03:00:00Z' }), 'alerts[0].endsAt is "TIME", not an RFC 3339 time'],
  [alert({ generatorURL: 1 }), 'alerts[0].generatorURL is a number, not text'],
])('%s is refused as there, with what is wrong', async (body, reason) => {
  const { theirs, own } = await askBoth(pair(), post(body))
  const failed = 'parsing alerts body from "" failed, because '
  const shape = (rest: string): unknown => ({
    status: 400,
    body: { code: 400, message: expect.stringContaining(failed + rest) },
  })
  expect(theirs).toEqual(shape(''))
  expect(own).toEqual(shape(reason))
})

test('of several alerts the valid ones are stored, and each reason says whose it is', async () => {
  const label = `Batch${Date.now()}`
  const ended = { startsAt: '2026-01-05T03:00:00Z', endsAt: '2026-01-05T02:00:00Z' }
  const body = JSON.stringify([
    { labels: { alertname: 'Bad' }, ...ended },
    { labels: { a: '' } },
    { labels: { alertname: label } },
  ])
  const { theirs, own } = await askBoth(pair(), post(body))
  const reasons = ['start time must be before end time', 'at least one label pair required']
  expect(theirs).toEqual({ status: 400, body: reasons.join('; ') })
  expect(own).toEqual({ status: 400, body: reasons.join(' ({"alertname":"Bad"}); ').concat(' ({"a":""})') })
  const listed = await askBoth(pair(), { method: 'GET', path: `/api/v2/alerts?filter=alertname=${label}` })
  expect(listed.own).toEqual(listed.theirs)
  expect(listed.own).toMatchObject({ body: [{ labels: { alertname: label } }] })
})

/** Where Alertmanager 0.34, whose version this server reports, differs from 0.25, or this server from both. */
describe('known differences', () => {
  test.each([
    ['UTF-8 names came with 0.27', '[{"labels":{"a b":"x","ä":"y"}}]', 400, 200],
    ['UTF-8 names of annotations came with 0.27', alert({ annotations: { 'a b': 'x' } }), 400, 200],
    ['a date alone is a time to newer versions', alert({ startsAt: '2026-01-05' }), 400, 200],
    ['the real one breaks the connection', '[null]', 0, 400],
    ['what follows the first JSON value is not ignored here', '[] x', 200, 400],
  ])('%s', async (_why, body, theirs, own) => {
    expect((await ask(post(body), pair().real)).status).toBe(theirs)
    expect((await ask(post(body), pair().ours)).status).toBe(own)
  })

  test.each([
    ['application/octet-stream', 200],
    ['application/vnd.api+json', 200],
    [undefined, 415],
  ])('older tools post JSON as %s', async (type, own) => {
    const asked = { ...post(alert({})), type }
    expect((await ask(asked, pair().real)).status).toBe(415)
    expect((await ask(asked, pair().ours)).status).toBe(own)
  })

  test('a body over the limit is 413 here; the real one has no limit', async () => {
    const body = alert({ annotations: { text: 'x'.repeat(10_100_000) } })
    expect((await ask(post(body), pair().real)).status).toBe(200)
    const own = await ask(post(body), pair().ours)
    expect([own.status, JSON.parse(own.text)]).toEqual([
      413,
      { code: 413, message: expect.stringContaining('limits.body_bytes') },
    ])
  })

  test('HEAD is answered here, for health checks', async () => {
    const asked = { method: 'HEAD', path: '/api/v2/status' }
    expect((await ask(asked, pair().real)).status).toBe(405)
    expect((await ask(asked, pair().ours)).status).toBe(200)
  })

  test('the first API is 410 since 0.27', async () => {
    expect((await ask({ method: 'GET', path: '/api/v1/alerts' }, pair().real)).status).toBe(200)
    const own = await ask({ method: 'GET', path: '/api/v1/alerts' }, pair().ours)
    expect([own.status, JSON.parse(own.text)]).toMatchObject([410, { status: 'deprecated' }])
  })
})
