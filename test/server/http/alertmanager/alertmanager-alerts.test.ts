import type { Server } from '@watchfloor/server'
import { describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'

interface Listed {
  readonly labels: Record<string, string>
  readonly annotations: Record<string, string>
  readonly startsAt: string
  readonly endsAt: string
  readonly updatedAt: string
  readonly fingerprint: string
  readonly receivers: readonly { readonly name: string }[]
  readonly status: { readonly state: string; readonly silencedBy: string[]; readonly inhibitedBy: string[] }
  readonly generatorURL?: string
}

const json = { 'content-type': 'application/json' }

async function report(
  server: Server,
  body: unknown,
  headers: Record<string, string> = json,
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(`${server.url}/api/v2/alerts`, { method: 'POST', headers, body: text })
}

async function list(server: Server, query = ''): Promise<Listed[]> {
  const response = await fetch(`${server.url}/api/v2/alerts${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Listed[]
}

async function names(server: Server, query = ''): Promise<string[]> {
  return (await list(server, query)).map(({ labels }) => labels.alertname ?? '').sort()
}

const good = { labels: { alertname: 'Good' } }
/** Alertmanager's two error shapes. */
const framework = (code: number) => ({ code, message: expect.any(String) as string })
const handler = expect.any(String) as string

describe('POST /api/v2/alerts answers as Alertmanager does', () => {
  const shared = sharedServer()

  test.each([
    ['an empty list', [], 200, ''],
    ['one alert', [good], 200, ''],
    ['no body', '', 422, framework(602)],
    ['an object instead of a list', {}, 400, framework(400)],
    ['broken JSON', '[{', 400, framework(400)],
    ['a bad date', [{ ...good, startsAt: 'yesterday' }], 400, framework(400)],
    ['a number as label value', [{ labels: { a: 1 } }], 400, framework(400)],
    ['labels absent', [{}], 422, framework(602)],
    ['labels empty', [{ labels: {} }], 400, handler],
    ['only empty label values', [{ labels: { a: '' } }], 400, handler],
    [
      'an end before the start',
      [{ ...good, startsAt: '2026-01-05T03:00:00Z', endsAt: '2026-01-05T02:00:00Z' }],
      400,
      handler,
    ],
    ['a generatorURL that is none', [{ ...good, generatorURL: 'not a url' }], 422, framework(601)],
    ['an empty generatorURL', [{ ...good, generatorURL: '' }], 200, ''],
    ['a label name with a space (UTF-8 mode)', [{ labels: { 'a b': 'x' } }], 200, ''],
    ['no alertname', [{ labels: { job: 'x' } }], 200, ''],
    ['unknown fields', [{ ...good, colour: 'red' }], 200, ''],
    [
      'zero times',
      [{ ...good, startsAt: '0001-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00.000Z' }],
      200,
      '',
    ],
    ['null times', [{ ...good, startsAt: null, endsAt: null, annotations: null }], 200, ''],
    ['a resolve of an alert that nobody knows', [{ ...good, endsAt: '2026-01-05T02:00:00Z' }], 200, ''],
  ])('%s', async (_what, body, status, expected) => {
    const response = await report(shared(), body)
    const text = await response.text()
    expect({ status: response.status, body: text === '' ? '' : JSON.parse(text) }).toEqual({
      status,
      body: expected,
    })
  })

  test('with one unusable alert the valid ones are stored all the same', async () => {
    const server = await runServer()
    const bad = {
      labels: { alertname: 'Bad' },
      startsAt: '2026-01-05T03:00:00Z',
      endsAt: '2026-01-05T02:00:00Z',
    }
    const response = await report(server, [bad, good, { labels: {} }])
    expect(response.status).toBe(400)
    expect(await response.json()).toMatch(
      /start time must be before end time.*at least one label pair required/,
    )
    expect(await names(server)).toEqual(['Good'])
  })

  test.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    // Older tools send it, and a web page cannot without being asked first.
    ['application/octet-stream', 200],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['nonsense', 415],
    ['', 415],
  ])('the content type %j gives %d', async (type, status) => {
    // A Blob without a type is sent without a content type.
    const body = new Blob([JSON.stringify([good])])
    const init = type === '' ? { body } : { body: JSON.stringify([good]), headers: { 'content-type': type } }
    const response = await fetch(`${shared().url}/api/v2/alerts`, { method: 'POST', ...init })
    expect(response.status).toBe(status)
    if (status === 415) expect(await response.json()).toEqual(framework(415))
  })

  test.each(['PUT', 'PATCH', 'DELETE'])('%s is not allowed', async (method) => {
    const response = await fetch(`${shared().url}/api/v2/alerts`, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST')
    expect(await response.json()).toEqual(framework(405))
  })

  test('a body over the limit is refused with what to do about it', async () => {
    const server = await runServer({ config: { limits: { body_bytes: 200_000 } } })
    // The longer one fills every buffer on the way: its sender must get the answer, not a broken pipe.
    for (const size of [201_000, 1_500_000]) {
      const response = await report(server, [{ labels: { alertname: 'Big', filler: 'x'.repeat(size) } }])
      expect(response.status).toBe(413)
      expect(await response.json()).toEqual({
        code: 413,
        message: expect.stringMatching(/larger than 200000 bytes \(limits.body_bytes\)/),
      })
    }
    expect(await names(server)).toEqual([])
  })

  test('a __proto__ key hurts nobody and is kept as the label that it is', async () => {
    const server = await runServer()
    const response = await report(
      server,
      '[{"labels":{"__proto__":"x","alertname":"P"},"__proto__":{"a":1}}]',
    )
    expect(response.status).toBe(200)
    expect(await (await fetch(`${server.url}/api/v2/alerts`)).text()).toContain('"__proto__":"x"')
    expect(({} as { a?: number }).a).toBeUndefined()
  })

  test('S14: while the store refuses, senders are answered 503 and never 429', async () => {
    const server = await runServer()
    vi.spyOn(server.core, 'ingest').mockResolvedValue({ ok: false, reason: 'overloaded', message: 'full' })
    const response = await report(server, [good])
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await response.json()).toEqual(handler)
  })
})

describe('GET /api/v2/alerts', () => {
  const shared = sharedServer({}, async (server) => {
    await report(server, [
      { labels: { alertname: 'E1', service: 'db', severity: 'critical' }, annotations: { summary: 's' } },
      { labels: { alertname: 'E2', service: 'web' }, generatorURL: 'http://prom:9090/graph' },
      { labels: { alertname: 'Quiet', service: 'db' } },
    ])
    const silence = {
      matchers: [{ name: 'alertname', value: 'Quiet', isRegex: false }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: 'x',
      comment: 'y',
    }
    await fetch(`${server.url}/api/v2/silences`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(silence),
    })
  })

  test('every field that Alertmanager promises is there, and the list is sorted by fingerprint', async () => {
    const alerts = await list(shared())
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual(alerts.map((a) => a.fingerprint).sort())
    const first = alerts.find(({ labels }) => labels.alertname === 'E1')
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(first).toEqual({
      labels: { alertname: 'E1', service: 'db', severity: 'critical' },
      annotations: { summary: 's' },
      startsAt: time,
      endsAt: time,
      updatedAt: time,
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      receivers: [{ name: 'watchfloor' }],
      status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
    })
    expect(alerts.find(({ labels }) => labels.alertname === 'E2')?.generatorURL).toBe(
      'http://prom:9090/graph',
    )
    const quiet = alerts.find(({ labels }) => labels.alertname === 'Quiet')
    expect(quiet?.status).toMatchObject({ state: 'suppressed', silencedBy: [expect.any(String)] })
  })

  test.each([
    ['', ['E1', 'E2', 'Quiet']],
    ['?active=true&inhibited=false&silenced=false&unprocessed=false', ['E1', 'E2']],
    ['?active=false', ['Quiet']],
    ['?active=maybe', ['Quiet']],
    ['?active=', ['E1', 'E2', 'Quiet']],
    ['?silenced=false', ['E1', 'E2']],
    ['?active=false&silenced=false&inhibited=false', []],
    ['?unprocessed=false', ['E1', 'E2', 'Quiet']],
    ['?filter=service%3Ddb', ['E1', 'Quiet']],
    ['?filter=service%3D%22db%22&filter=alertname%3D~%22E.%2B%22', ['E1']],
    ['?filter=alertname%3D~E', []],
    ['?filter=severity%3D%22%22', ['E2', 'Quiet']],
    ['?filter=severity!%3D%22%22', ['E1']],
    ['?filter=alertname%3Dbad%7B', []],
    ['?receiver=watch.*', ['E1', 'E2', 'Quiet']],
    ['?receiver=watch', []],
    ['?ruleMetadata=true&accesscontrol=1', ['E1', 'E2', 'Quiet']],
  ])('%s', async (query, expected) => {
    expect(await names(shared(), query)).toEqual(expected)
  })

  test.each(['?filter=%7Ba%3D%22b%22%7D', '?filter=nonsense', '?filter=a%3D~%22(%22', '?receiver=('])(
    '%s is a handler error',
    async (query) => {
      for (const path of ['/api/v2/alerts', '/api/v2/alerts/groups']) {
        const response = await fetch(`${shared().url}${path}${query}`)
        expect(response.status).toBe(400)
        expect(await response.json()).toEqual(handler)
      }
    },
  )

  test('a trailing slash is accepted', async () => {
    expect((await fetch(`${shared().url}/api/v2/alerts/`)).status).toBe(200)
  })

  test('groups carry their labels, receiver, route labels and alerts', async () => {
    const groups = (await (
      await fetch(`${shared().url}/api/v2/alerts/groups?silenced=false`)
    ).json()) as object[]
    expect(groups).toEqual(
      ['db', 'web'].map((service, index) => ({
        labels: { alertname: `E${index + 1}`, service },
        receiver: { name: 'watchfloor' },
        routeLabels: {},
        alerts: [
          expect.objectContaining({ status: expect.objectContaining({ state: 'active', mutedBy: [] }) }),
        ],
      })),
    )
  })

  test('status is a whole Alertmanager status with a configuration that parses', async () => {
    const status = (await (await fetch(`${shared().url}/api/v2/status`)).json()) as {
      config: { original: string }
    }
    expect(status).toMatchObject({
      uptime: expect.stringMatching(/Z$/),
      versionInfo: { version: '0.34.0' },
      cluster: { status: 'disabled', peers: [] },
    })
    expect(parse(status.config.original)).toMatchObject({
      route: { receiver: 'watchfloor' },
      receivers: [{ name: 'watchfloor' }],
    })
    expect(await (await fetch(`${shared().url}/api/v2/receivers`)).json()).toEqual([
      { name: 'watchfloor', labels: { name: 'watchfloor' } },
    ])
  })
})
