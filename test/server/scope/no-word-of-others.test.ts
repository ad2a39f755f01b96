import type { BoardSnapshot } from '@watchfloor/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { ask, request } from '../../support/http/ask.ts'
import { as } from '../../support/scope/part-access.ts'
import { CANARY, type TwoTeams, twoTeams } from '../../support/scope/two-teams.ts'
import { openSocket, sse } from '../../support/stream/stream-clients.ts'

const PART = as('admin of payments')
const NOBODYS = '0123456789abcdef'
const NO_SILENCE = '00000000-0000-4000-8000-000000000000'

type Asking = readonly [path: string, body?: unknown]

/** Routes that say nothing of alerts: of the server itself, of who asks, and of what they send. */
const OF_NO_ALERT = [
  /^GET \/(-\/|healthz$|readyz$|openapi\.json$)/,
  /^[A-Z]+ \/api\/v2\/(session|sign-in|join)(\/|$)/,
  /^[A-Z]+ \/api\/v2\/webhooks\//,
]

/** What is asked by somebody with a scope. A route that is not listed must be for those alone who see everything. */
const ROUTES: Readonly<Record<string, (teams: TwoTeams) => readonly Asking[]>> = {
  'GET /api/v2/alerts': () => [
    ['/alerts'],
    ['/alerts?receiver=.*'],
    ['/alerts?filter=team!%3D"payments"'],
    ['/alerts?filter=team%3D""'],
    ['/alerts?inhibited=false'],
    ['/alerts?active=false'],
  ],
  'GET /api/v2/alerts/groups': () => [['/alerts/groups'], [`/alerts/groups?receiver=.*`]],
  'GET /api/v2/alerts/{fingerprint}': (teams) => alertPaths(teams, ''),
  'GET /api/v2/alerts/{fingerprint}/history': (teams) => alertPaths(teams, '/history'),
  'GET /api/v2/alerts/{fingerprint}/why': (teams) => alertPaths(teams, '/why'),
  'GET /api/v2/board': () => [
    ['/board'],
    [`/board?at=${new Date(Date.now() - 1).toISOString()}`],
    [`/board?at=${new Date(Date.now() - 86_400_000).toISOString()}`],
  ],
  'GET /api/v2/events': ({ start }) => [
    [`/events?cursor=${start}&limit=5000`],
    [`/events?cursor=${start}&limit=5000&sources=system,health_monitor`],
    [`/events?cursor=${start}&limit=5000&filter=team!%3D"payments"`],
    ['/events?cursor=zzz.5'],
  ],
  'GET /api/v2/events/stream': () => [],
  'GET /ws/dashboard': () => [],
  'GET /api/v2/history': ({ theirs }) => [
    ['/history?limit=1000'],
    ['/history?sources=system'],
    [`/history?fingerprint=${theirs.taken}`],
    ['/history?order=oldest&limit=1000'],
    ['/history?filter=team!%3D"payments"'],
  ],
  'GET /api/v2/lives': ({ theirs }) => [
    ['/lives'],
    ['/lives?limit=1000&filter=team!%3D"payments"'],
    [`/lives?fingerprint=${theirs.taken}`],
    ['/lives?owner=x&fate=acknowledged'],
  ],
  'GET /api/v2/receivers': () => [['/receivers'], ['/receivers?receiver_matchers=name%3D~".*"']],
  'GET /api/v2/silence/{silenceID}': ({ silences }) =>
    Object.values(silences).map((id) => [`/silence/${id}`]),
  'GET /api/v2/silences': () => [['/silences']],
  'GET /api/v2/stats': () => [['/stats']],
  'GET /api/v2/stats/response': () => [['/stats/response']],
  'GET /api/v2/stats/timeline': () => [['/stats/timeline'], ['/stats/timeline?from=2020-01-01T00:00:00Z']],
  'GET /api/v2/status': () => [['/status']],
  'POST /api/v2/silences/preview': () => [
    ['/silences/preview', { matchers: [{ name: 'team', value: '.*', is_regex: true, is_equal: true }] }],
    ['/silences/preview', { matchers: [{ name: 'team', value: 'db', is_regex: false, is_equal: true }] }],
    ['/silences/preview', { matchers: [{ name: 'team', value: 'x', is_regex: false, is_equal: false }] }],
  ],
  'POST /api/v2/alerts/{fingerprint}/acknowledge': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/acknowledge`, {}]),
  'DELETE /api/v2/alerts/{fingerprint}/acknowledge': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/acknowledge`]),
  'POST /api/v2/alerts/{fingerprint}/handover': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/handover`, { to: 'Pia' }]),
  'DELETE /api/v2/alerts/{fingerprint}/handover': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/handover`]),
  'POST /api/v2/alerts/{fingerprint}/notes': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/notes`, { text: 'x' }]),
  'DELETE /api/v2/alerts/{fingerprint}/notes/{note}': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/notes/x`]),
  'GET /api/v2/people': () => [['/people']],
  'POST /api/v2/alerts/{fingerprint}/resolve': ({ theirs }) =>
    Object.values(theirs).map((id) => [`/alerts/${id}/resolve`, { confirm: true }]),
  'POST /api/v2/alerts/bulk/acknowledge': (teams) => [['/alerts/bulk/acknowledge', allOf(teams)]],
  'DELETE /api/v2/alerts/bulk/acknowledge': (teams) => [['/alerts/bulk/acknowledge', allOf(teams)]],
  'POST /api/v2/alerts/bulk/resolve': (teams) => [
    ['/alerts/bulk/resolve', { ...allOf(teams), confirm: true }],
  ],
  'POST /api/v2/alerts/bulk/stop': () => [['/alerts/bulk/stop', { id: 'x' }]],
  'DELETE /api/v2/silence/{silenceID}': ({ silences }) => [
    [`/silence/${silences.theirs}`],
    [`/silence/${silences.both}`],
  ],
  'POST /api/v2/silences': () => [['/silences', posted('team', 'db')]],
  'POST /api/v2/silences/bulk': ({ silences }) => [
    [
      '/silences/bulk',
      { action: 'expire', ids: [silences.theirs, silences.both, silences.bound, NO_SILENCE] },
    ],
  ],
  'POST /api/v2/silences/{id}/confirm': ({ silences }) =>
    Object.values(silences).map((id) => [`/silences/${id}/confirm`, {}]),
  'POST /api/v2/silences/{id}/refuse': ({ silences }) =>
    Object.values(silences).map((id) => [`/silences/${id}/refuse`, {}]),
  'POST /api/v2/silences/save': ({ silences }) => [
    ['/silences/save', saved(silences.theirs)],
    ['/silences/save', saved(silences.both)],
  ],
  'POST /api/v2/alerts': () => [['/alerts', [{ labels: { alertname: 'A', team: 'db' } }]]],
}

function alertPaths({ ours, theirs }: TwoTeams, rest: string): readonly Asking[] {
  return [...Object.values(ours), ...Object.values(theirs)].map((id) => [`/alerts/${id}${rest}`])
}

function posted(name: string, value: string): object {
  const now = Date.now()
  return {
    matchers: [{ name, value, isRegex: false, isEqual: true }],
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 60_000).toISOString(),
    createdBy: 'x',
    comment: 'x',
  }
}

function allOf({ theirs }: TwoTeams): object {
  return { alerts: Object.values(theirs).map((fingerprint) => ({ fingerprint })) }
}

function saved(id: string): object {
  const matchers = [{ name: 'team', value: 'payments', is_regex: false, is_equal: true }]
  return { id, matchers, ends_at: new Date(Date.now() + 60_000).toISOString(), comment: 'x' }
}

/** Everything that an answer says, without what the request itself said. */
async function wordsOf(response: Response, asked: string): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  const text = `${headers}\n${await response.text()}`
  return asked
    .split(/[/?&="]/)
    .filter((part) => /^[0-9a-f-]{16,}$/.test(part))
    .reduce((rest, part) => rest.replaceAll(part, ''), text)
}

/** Everything by which the other team could be recognised. */
function marksOf({ theirs, silences }: TwoTeams): RegExp {
  return new RegExp([CANARY, ...Object.values(theirs), silences.theirs].join('|'), 'i')
}

describe('somebody with a scope', () => {
  let teams: TwoTeams
  beforeAll(async () => {
    teams = await twoTeams()
    return () => teams.stop()
  })

  test('finds nothing of the others by any route', async () => {
    const { server } = teams
    const marks = marksOf(teams)
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    }
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    for (const route of Object.keys(ROUTES)) expect(routes).toContain(route)
    for (const route of routes) {
      if (OF_NO_ALERT.some((pattern) => pattern.test(route))) continue
      const [method = '', path = ''] = route.split(' ')
      const asking = ROUTES[route]
      if (asking === undefined) {
        const response = await fetch(server.url + path.replaceAll(/\{\w+\}/g, 'x'), { method, headers: PART })
        expect([route, response.status]).toEqual([route, 403])
        continue
      }
      for (const [asked, body] of asking(teams)) {
        const response = await request(server, method, asked, body, PART)
        const words = await wordsOf(response, asked + JSON.stringify(body ?? ''))
        expect([route, asked, words]).not.toEqual([route, asked, expect.stringMatching(marks)])
      }
    }
    // Whoever sees everything sees that there was something to find.
    const whole = await request(server, 'GET', '/board', undefined, as('viewer'))
    expect(await whole.text()).toMatch(marks)
  })

  test('counts their own alone', async () => {
    const { server } = teams
    const get = async <T>(path: string): Promise<T> =>
      (await ask(server, 'GET', path, undefined, PART)).body as T
    const board = await get<BoardSnapshot>('/board')
    expect(board.alerts.map(({ alertname }) => alertname).toSorted()).toEqual([
      'CardsDown',
      'CardsOdd',
      'CardsOver',
      'CardsSlow',
    ])
    expect(board.silences).toHaveLength(3)
    expect(board.health.map(({ component }) => component).toSorted()).toEqual([
      'Pipeline heartbeat Payments switch',
      'Pipeline heartbeat Watchdog',
      'Store',
    ])
    const numbers = { firing_alerts: 3, inhibited_alerts: 1, active_silences: 3, last_seen: {} }
    expect(board.stats).toMatchObject(numbers)
    expect(await get('/stats')).toMatchObject({ ...numbers, resolved_today: 1 })
    expect(await get('/stats')).not.toHaveProperty('unmapped_severities')
    expect(await get('/stats/response')).toMatchObject({
      lives: 4,
      firing: 3,
      owners: [{ name: 'admin ', acknowledged: 1 }],
    })
    const { slices } = await get<{ slices: { critical: number; unset: number }[] }>('/stats/timeline')
    expect(slices.reduce((sum, { critical }) => sum + critical, 0)).toBe(1)
    const preview = await ask(
      server,
      'POST',
      '/silences/preview',
      { matchers: [{ name: 'alertname', value: '.+', is_regex: true, is_equal: true }] },
      PART,
    )
    expect(preview.body).toMatchObject({ firing: { count: 3, all: 3 }, past: { alerts: 4 } })
    const past = await get<BoardSnapshot>(`/board?at=${new Date().toISOString()}`)
    expect(past.alerts.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(
      board.alerts.map(({ fingerprint }) => fingerprint).toSorted(),
    )
    expect(await get<readonly { name: string }[]>('/receivers')).toEqual([
      expect.objectContaining({ name: 'payments-pager' }),
    ])
  })

  test('is told of their own alone, replayed and live, by every transport', async () => {
    const { server, start, ours, theirs } = teams
    const marks = marksOf(teams)
    const raw: string[] = []
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/dashboard`, { headers: PART })
    socket.on('message', (data) => raw.push(String(data)))
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(JSON.stringify({ action: 'subscribe', cursor: start }))
    const clients = [
      sse.open(server.url, { cursor: start, headers: PART }),
      openSocket(server.url, { cursor: start }, { headers: PART }).client,
    ]
    await Promise.all(clients.map((client) => client.untilControl('hello')))
    const polled = request(server, 'GET', `/events?cursor=${start}&limit=5000&wait=5`, undefined, PART)
    await ask(server, 'POST', `/alerts/${theirs.alike}/acknowledge`, { note: CANARY }, as('admin'))
    await ask(server, 'POST', `/alerts/${ours.quiet}/acknowledge`, { note: 'last' }, as('admin'))
    for (const client of clients) {
      await client.until(({ events }) =>
        events.some(
          ({ type, data }) =>
            type === 'alert_acknowledged' && 'fingerprint' in data && data.fingerprint === ours.quiet,
        ),
      )
      await client.until(({ stats }) => stats.length > 0)
      expect(JSON.stringify(client.heard)).not.toMatch(marks)
      expect(client.stats.at(-1)?.data).toMatchObject({ firing_alerts: 3 })
      // No gap: whoever follows the rule of prev misses nothing.
      let last = 0
      for (const { prev, sequence } of client.events) {
        expect(prev).toBeLessThanOrEqual(last === 0 ? prev : last)
        last = sequence
      }
    }
    expect(await (await polled).text()).not.toMatch(marks)
    socket.send(
      JSON.stringify({ action: 'acknowledge', request: 'outside', fingerprint: theirs.cut, name: 'x' }),
    )
    socket.send(
      JSON.stringify({ action: 'acknowledge', request: 'unknown', fingerprint: NOBODYS, name: 'x' }),
    )
    await expect.poll(() => raw.filter((text) => text.includes('"error"')).length).toBe(2)
    const errors = raw
      .filter((text) => text.includes('"error"'))
      .map((text) =>
        text.replaceAll(/outside|unknown/g, '').replaceAll(new RegExp(`${theirs.cut}|${NOBODYS}`, 'g'), 'X'),
      )
    expect(errors[0]).toBe(errors[1])
    socket.close()
    expect(raw.map((text) => text.replaceAll(theirs.cut, '')).join('\n')).not.toMatch(marks)
  })
})
