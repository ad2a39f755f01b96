import { readFileSync } from 'node:fs'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { sharedPair } from '../support/programs/side-by-side.ts'

// Alertmanager's description of its API is read out of the real program beside which this server stands: it holds the
// text and serves it nowhere. So nobody here wrote or keeps what answers are held against, neither a copy of it nor our
// own description, which is made of the schemas that the answers are made with (that they fit it is checked wherever a
// test starts a server). What versions after 0.25 added stands in `LATER`. The real one is asked the same, and held
// against what it says of itself: that shows which answers nobody describes.

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  /** Absent of what all methods of a path share. */
  readonly responses?: Readonly<Record<string, { readonly schema?: object }>>
}
interface Description {
  readonly definitions: Readonly<Record<string, object>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const LABELS = { $ref: '#/definitions/labelSet' }
const RECEIVER_MATCHERS = [{ in: 'query', name: 'receiver_matchers' }]
const LATER = {
  definitions: {
    alertStatus: {
      properties: { mutedBy: { type: 'array', items: { type: 'string' } } },
      required: ['mutedBy'],
    },
    alertGroup: { properties: { routeLabels: LABELS }, required: ['routeLabels'] },
    silence: { properties: { annotations: LABELS } },
    gettableSilence: { required: ['annotations'] },
    receiver: { properties: { labels: LABELS } },
  },
  paths: {
    '/alerts': { get: { parameters: RECEIVER_MATCHERS } },
    '/alerts/groups': { get: { parameters: [...RECEIVER_MATCHERS, { in: 'query', name: 'muted' }] } },
    '/receivers': {
      get: { parameters: RECEIVER_MATCHERS, responses: { 400: { schema: { type: 'string' } } } },
    },
    '/silences': {
      get: {
        parameters: ['active', 'expired', 'pending'].map((name) => ({ in: 'query', name })),
        responses: { 400: { schema: { type: 'string' } } },
      },
    },
    '/silence/{silenceID}': { delete: { responses: { 404: {} } } },
  },
}

const pair = sharedPair(`
route:
  receiver: everyone
  group_by: [service]
  routes:
  - {receiver: databases, matchers: [service="db"], continue: true}
  - {receiver: nobody, matchers: [service="mail"], mute_time_intervals: [always]}
receivers: [{name: everyone}, {name: databases}, {name: nobody}]
inhibit_rules:
- {source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [service]}
time_intervals: [{name: always, time_intervals: [{}]}]
`)

function descriptionIn(program: string): unknown {
  const text = readFileSync(program, 'latin1')
  const begin = text.lastIndexOf('{', text.indexOf('"swagger": "2.0"'))
  const end = text.indexOf('\n}', begin)
  return JSON.parse(Buffer.from(text.slice(begin, end + 2), 'latin1').toString())
}

/** Both, where both are objects or lists. */
function merged(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other]
  if (!isObject(one) || !isObject(other)) return other ?? one
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(names.map((name) => [name, merged(one[name], other[name])]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** With everything in it that it refers to. */
function spelledOut(part: unknown, whole: unknown): unknown {
  if (Array.isArray(part)) return part.map((one) => spelledOut(one, whole))
  if (!isObject(part)) return part
  const { $ref } = part
  if (typeof $ref !== 'string')
    return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, spelledOut(one, whole)]))
  const found = $ref
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), whole)
  return spelledOut(found, whole)
}

const WRITTEN = descriptionIn('/usr/bin/prometheus-alertmanager')
const NEWER = merged(WRITTEN, LATER)
const THEIRS = spelledOut(WRITTEN, WRITTEN) as Description
const OURS = spelledOut(NEWER, NEWER) as Description

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** What an answer has that the description has not; undefined when nothing. */
function flawOf(operation: Operation, { status, type, text }: Answer): string | undefined {
  const response = operation.responses?.[status]
  if (response === undefined) return 'this status is not described'
  if (response.schema === undefined) return text === '' ? undefined : `there is a body: ${text}`
  if (type?.startsWith('application/json') !== true) return `the type is ${type}`
  const schema = Compile(response.schema as TSchema)
  const value: unknown = JSON.parse(text)
  if (schema.Check(value)) return undefined
  return schema
    .Errors(value)
    .map(({ instancePath, message }) => `${instancePath} ${message}`)
    .join('; ')
}

type Asked = readonly [method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown]

const FAR = '2999-01-01T00:00:00.000Z'
const FIRST = { name: 'alertname', value: 'Late', isRegex: false, isEqual: true }
const silence = (more: object = {}): object => ({
  matchers: [FIRST],
  startsAt: new Date().toISOString(),
  endsAt: FAR,
  createdBy: 'ana',
  comment: 'works',
  ...more,
})
const alert = (alertname: string, service: string, severity: string, more: object = {}): object => ({
  labels: { alertname, service, severity },
  ...more,
})

/** `ID` and `PENDING` are the ids of the silences that are made first. */
const ASKED: readonly Asked[] = [
  [
    'POST',
    '/alerts',
    [
      alert('Down', 'db', 'critical', { annotations: { summary: 'ö' }, generatorURL: 'http://prom/graph' }),
      alert('Slow', 'db', 'warning', { startsAt: '2026-01-05T03:00:00.5+01:00' }),
      alert('Late', 'web', 'info', { endsAt: FAR }),
      alert('Odd', 'mail', 'critical'),
      { labels: { a: 'é' } },
    ],
  ],
  ['POST', '/alerts', [{ labels: {} }]],
  ['POST', '/alerts', [{ labels: { a: 'b' }, endsAt: 'soon' }]],
  ['POST', '/alerts', [{}]],
  ['POST', '/alerts', '[{'],
  ['POST', '/alerts', {}],
  ['POST', '/alerts', ''],
  ['POST', '/silences', silence()],
  ['POST', '/silences', silence({ startsAt: '2998-01-01T00:00:00Z', annotations: { a: 'b' } })],
  ['POST', '/silences', silence({ id: 'ID', comment: 'more works' })],
  ['POST', '/silences', silence({ id: '00000000-0000-4000-8000-000000000000' })],
  ['POST', '/silences', silence({ id: 'nonsense' })],
  ['POST', '/silences', silence({ matchers: [] })],
  ['POST', '/silences', silence({ matchers: [{ ...FIRST, value: '' }] })],
  ['POST', '/silences', silence({ matchers: [{ ...FIRST, isRegex: true, value: '[' }] })],
  ['POST', '/silences', silence({ startsAt: FAR })],
  ['POST', '/silences', silence({ endsAt: '2001-01-01T00:00:00Z' })],
  ['POST', '/silences', {}],
  ['POST', '/silences', '{'],
  ['GET', '/status'],
  ['GET', '/receivers'],
  ...['', '?active=false', '?silenced=false', '?inhibited=false', '?active=maybe', '?receiver=.*'].flatMap(
    (query): Asked[] => [
      ['GET', `/alerts${query}`],
      ['GET', `/alerts/groups${query}`],
    ],
  ),
  ...['?filter=%7B', '?filter=a%3D~%5B', '?receiver=%5B', '?filter=alertname%3DDown'].flatMap(
    (query): Asked[] => [
      ['GET', `/alerts${query}`],
      ['GET', `/alerts/groups${query}`],
    ],
  ),
  ['GET', '/alerts?unprocessed=false'],
  ['GET', '/alerts/groups?muted=false'],
  ['GET', '/silences'],
  ['GET', '/silences?filter=alertname%3DLate'],
  ['GET', '/silences?filter=%7B'],
  ...['ID', 'PENDING', 'nonsense', '00000000-0000-4000-8000-000000000000'].flatMap((id): Asked[] => [
    ['GET', `/silence/${id}`],
    ['DELETE', `/silence/${id}`],
    ['GET', `/silence/${id}`],
  ]),
  ['GET', '/silences'],
  ['GET', '/receivers?receiver_matchers=%7B'],
]

/** What 0.25 answers otherwise than newer versions do. */
const SINCE: Readonly<Record<string, number>> = {
  'DELETE /silence/00000000-0000-4000-8000-000000000000': 404,
  'GET /receivers?receiver_matchers=%7B': 400,
  'GET /silences?filter=%7B': 400,
}

interface Told {
  readonly asked: string
  /** Method and path, as they are described. */
  readonly operation: string
  readonly status: number
  readonly flaw: string | undefined
}

/** What a server answers to all of it, held against a description. */
async function told(url: string, described: Description): Promise<readonly Told[]> {
  const ids: string[] = []
  const all: Told[] = []
  for (const [method, path, body] of ASKED) {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const made = (text: string): string =>
      text.replace(/\bID\b/, ids[0] ?? '').replace(/\bPENDING\b/, ids[1] ?? '')
    const response = await fetch(`${url}/api/v2${made(path)}`, {
      method,
      ...(sent === undefined ? {} : { body: made(sent), headers: { 'content-type': 'application/json' } }),
    })
    const { status, headers } = response
    const text = (await response.text()).trim()
    if (method === 'POST' && path === '/silences' && status === 200)
      ids.push((JSON.parse(text) as { silenceID: string }).silenceID)
    const template = path.replace(/\?.*/, '').replace(/^\/silence\/.*/, '/silence/{silenceID}')
    const operation = described.paths[template]?.[method.toLowerCase()]
    if (operation === undefined) throw new Error(`${method} ${template} is not described`)
    const flaw = flawOf(operation, { status, type: headers.get('content-type'), text })
    const asked = `${method} ${path}${sent === undefined ? '' : ` ${sent.slice(0, 60)}`}`
    all.push({ asked, operation: `${method} ${template}`, status, flaw })
  }
  return all
}

/** Every operation with each status of it that can be had from outside. */
function statusesIn({ paths }: Description): readonly string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses = {} }]) =>
      Object.keys(responses)
        .filter((status) => status !== '500')
        .map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  )
}

test('every answer is as Alertmanager describes it, or is none that a real one describes either', async () => {
  const [real, own] = [await told(pair().real, THEIRS), await told(pair().ours, OURS)]
  const expected = real.map((one) => {
    const status = SINCE[one.asked]
    return status === undefined ? one : { ...one, status, flaw: undefined }
  })
  expect(own).toEqual(expected)
  // What its framework refuses before a handler sees it, which nobody describes.
  const strange = own.filter(({ flaw }) => flaw !== undefined)
  expect(new Set(strange.map(({ status }) => status))).toEqual(new Set([400, 422]))
  const seen = new Set(own.map(({ operation, status }) => `${operation} ${status}`))
  expect(statusesIn(OURS).filter((one) => !seen.has(one))).toEqual([])
})

test('an answer that lacks something is found', () => {
  const operation = OURS.paths['/status']?.get as Operation
  const answer = { status: 200, type: 'application/json', text: '{"cluster": {}}' }
  expect(flawOf(operation, answer)).toMatch(/versionInfo.*\/cluster/)
})

test('whatever may be asked with there may be asked with here', async () => {
  const { paths } = (await (await fetch(`${pair().ours}/openapi.json`)).json()) as Description
  const named = (description: Description['paths'], prefix: string): readonly string[] =>
    Object.entries(description).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { parameters = [] }]) =>
        parameters
          .filter((one) => one.in === 'query')
          .map(({ name }) => `${method} ${path.slice(prefix.length)}?${name}`),
      ),
    )
  const ours = new Set(named(paths, '/api/v2'))
  const theirs = named(OURS.paths, '')
  expect(theirs.length).toBeGreaterThan(15)
  expect(theirs.filter((one) => !ours.has(one))).toEqual([])
})
