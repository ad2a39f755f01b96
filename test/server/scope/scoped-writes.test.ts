import { fingerprint, type Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { type Answer, ask } from '../../support/http/ask.ts'
import { runServer, sharedServer } from '../../support/http/run-server.ts'
import { as, partAccess } from '../../support/scope/part-access.ts'

/** With an id of his own, so that two answers to him do not differ in it. */
const PART = { ...as('responder of payments'), 'x-request-id': 'same' }
const ALL = as('admin')
const UNKNOWN = '0123456789abcdef'

const shared = sharedServer({ access: partAccess })

function matcher(name: string, value: string, is_regex = false): object {
  return { name, value, is_regex, is_equal: true }
}

function ending(matchers: readonly object[], more: object = {}): object {
  return {
    matchers,
    ends_at: new Date(Date.now() + 3_600_000).toISOString(),
    comment: 'x',
    confirm: true,
    ...more,
  }
}

function save(
  who: Readonly<Record<string, string>>,
  matchers: readonly object[],
  more?: object,
): Promise<Answer> {
  return ask(shared(), 'POST', '/silences/save', ending(matchers, more), who)
}

function silenceOf({ body }: Answer): Silence {
  return (body as { readonly silence: Silence }).silence
}

async function fire(labels: Readonly<Record<string, string>>): Promise<string> {
  expect(await ask(shared(), 'POST', '/alerts', [{ labels }], ALL)).toMatchObject({ status: 200 })
  return fingerprint(labels)
}

/** Without what the request itself named. */
function words({ status, body }: Answer, ...named: readonly string[]): string {
  return named.reduce((text, name) => text.replaceAll(name, ''), JSON.stringify([status, body]))
}

test('what is outside is answered as what is unknown, word for word', async () => {
  const outside = await fire({ alertname: 'Theirs', team: 'db' })
  const resolved = await fire({ alertname: 'TheirsOver', team: 'db' })
  await ask(shared(), 'POST', `/alerts/${resolved}/resolve`, { confirm: true }, ALL)
  await ask(shared(), 'POST', `/alerts/${outside}/acknowledge`, {}, ALL)
  for (const [method, rest, body] of [
    ['GET', '', undefined],
    ['GET', '/why', undefined],
    ['GET', '/history', undefined],
    ['POST', '/acknowledge', {}],
    ['POST', '/acknowledge', { until: 'time', ends_at: '2020-01-01T00:00:00Z' }],
    ['POST', '/acknowledge', { life: 'x.1' }],
    ['DELETE', '/acknowledge', undefined],
    ['POST', '/resolve', {}],
    ['POST', '/resolve', { confirm: true }],
  ] as const) {
    const answers = await Promise.all(
      [outside, resolved, UNKNOWN].map(async (id) =>
        words(await ask(shared(), method, `/alerts/${id}${rest}`, body, PART), id),
      ),
    )
    expect([method, rest, new Set(answers).size]).toEqual([method, rest, 1])
  }
  const theirs = silenceOf(await save(ALL, [matcher('team', 'db')]))
  const unknown = '00000000-0000-4000-8000-000000000000'
  for (const [method, path, body] of [
    ['GET', (id: string) => `/silence/${id}`, () => undefined],
    ['DELETE', (id: string) => `/silence/${id}`, () => undefined],
    ['POST', (id: string) => `/silences/${id}/confirm`, () => ({})],
    ['POST', (id: string) => `/silences/${id}/refuse`, () => ({})],
    ['POST', () => '/silences/save', (id: string) => ending([matcher('team', 'payments')], { id })],
    ['POST', () => '/silences/bulk', (id: string) => ({ action: 'expire', ids: [id] })],
    [
      'POST',
      () => '/silences',
      (id: string) => ({
        id,
        matchers: [{ name: 'team', value: 'payments', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: '2100-01-01T00:00:00Z',
        createdBy: 'x',
        comment: 'x',
      }),
    ],
  ] as const) {
    const [one, other] = await Promise.all(
      [theirs.id, unknown].map(async (id) =>
        words(await ask(shared(), method, path(id), body(id), PART), id),
      ),
    )
    expect(one).toBe(other)
  }
  expect(await ask(shared(), 'GET', `/silence/${theirs.id}`, undefined, ALL)).toMatchObject({
    body: { status: { state: 'active' } },
  })
})

test('they take, give back and end what is inside', async () => {
  const inside = await fire({ alertname: 'Ours', team: 'payments' })
  for (const [method, rest, body] of [
    ['POST', '/acknowledge', {}],
    ['DELETE', '/acknowledge', {}],
    ['POST', '/resolve', { confirm: true }],
  ] as const)
    expect((await ask(shared(), method, `/alerts/${inside}${rest}`, body, PART)).status).toBe(200)
})

test('a silence has to keep to the scope, by whichever door', async () => {
  for (const wide of [
    [matcher('alertname', 'Ours')],
    [matcher('team', 'db')],
    [matcher('team', 'payments.*', true)],
    [matcher('team', 'payments|', true)],
  ]) {
    const refused = await save(PART, wide)
    expect([wide, refused.status]).toEqual([wide, 403])
    expect(refused.body).toMatchObject({ error: { message: expect.stringContaining('team="payments"') } })
    const theirs = await ask(
      shared(),
      'POST',
      '/silences',
      {
        matchers: wide.map((one) => {
          const { is_regex, is_equal, ...rest } = one as { is_regex: boolean; is_equal: boolean }
          return { ...rest, isRegex: is_regex, isEqual: is_equal }
        }),
        startsAt: new Date().toISOString(),
        endsAt: '2100-01-01T00:00:00Z',
        createdBy: 'x',
        comment: 'x',
      },
      PART,
    )
    expect([wide, theirs.status, theirs.body]).toEqual([wide, 400, expect.stringContaining('payments')])
  }
  const made = await save(PART, [matcher('team', 'payments'), matcher('alertname', 'Never')])
  expect(made.status).toBe(200)
  const { id } = silenceOf(made)
  // Neither may it grow out of the scope.
  expect((await save(PART, [matcher('alertname', 'Never')], { id })).status).toBe(403)
  expect((await save(PART, [matcher('team', 'payments')], { id })).status).toBe(200)
})

test('a silence that reaches further is seen, and changed by nobody who does not see all of it', async () => {
  const inside = await fire({ alertname: 'Shared', team: 'payments' })
  const outside = await fire({ alertname: 'Shared', team: 'db' })
  const { id } = silenceOf(await save(ALL, [matcher('alertname', 'Shared')], { until_resolved: true }))
  const seen = await ask(shared(), 'GET', `/silence/${id}`, undefined, PART)
  expect(JSON.stringify(seen.body)).toContain(inside)
  expect(JSON.stringify(seen.body)).not.toContain(outside)
  expect((await ask(shared(), 'DELETE', `/silence/${id}`, undefined, PART)).status).toBe(403)
  expect((await save(PART, [matcher('team', 'payments')], { id })).status).toBe(403)
  expect(
    (await ask(shared(), 'POST', '/silences/bulk', { action: 'expire', ids: [id] }, PART)).body,
  ).toMatchObject({
    results: [{ id, outcome: 'refused' }],
  })
  expect((await ask(shared(), 'GET', `/silence/${id}`, undefined, PART)).body).toMatchObject({
    status: { state: 'active' },
  })
  const both = as('responder of payments,db')
  expect(
    (await save(both, [matcher('team', 'payments|db', true), matcher('alertname', 'Shared')])).status,
  ).toBe(200)
  expect((await ask(shared(), 'DELETE', `/silence/${id}`, undefined, both)).status).toBe(403)
})

test('a silence cannot be bound to an alert that its maker does not see: its end would tell of that one', async () => {
  const outside = await fire({ alertname: 'Watched', team: 'db' })
  const answers = await Promise.all(
    [outside, UNKNOWN].map(async (bound) =>
      words(
        await save(PART, [matcher('team', 'payments'), matcher('alertname', 'Bait')], {
          annotations: { watchfloor_ends_with: bound },
        }),
        bound,
      ),
    ),
  )
  expect(answers[0]).toBe(answers[1])
  expect(answers[0]).toContain('400')
})

test('what is asked twice is counted of what they see', async () => {
  for (let n = 0; n < 12; n++) await fire({ alertname: `Many${n}`, team: 'search' })
  const search = as('responder of search')
  const refused = await save(search, [matcher('team', 'search')], { confirm: false })
  expect(refused).toMatchObject({ status: 409, body: { hides: { count: 12, firing: 12, share: 1 } } })
  const preview = await ask(
    shared(),
    'POST',
    '/silences/preview',
    { matchers: [matcher('alertname', '.+', true)] },
    search,
  )
  expect(preview.body).toMatchObject({ firing: { count: 12, all: 12 }, past: { lives: 12 } })
})

test('whoever reports within a scope has what is outside refused, one by one, whether it is known or not', async () => {
  const sender = as('ingest of payments')
  await fire({ alertname: 'Known', team: 'db' })
  const send = (...alerts: readonly object[]): Promise<Answer> =>
    ask(shared(), 'POST', '/alerts', alerts, sender)
  expect((await send({ labels: { alertname: 'Sent', team: 'payments' } })).status).toBe(200)
  const over = new Date(Date.now() - 1_000).toISOString()
  const answers = await Promise.all(
    [
      { labels: { alertname: 'Known', team: 'db' }, endsAt: over },
      { labels: { alertname: 'Unknown', team: 'db' }, endsAt: over },
      { labels: { alertname: 'Unknown' } },
      { labels: { alertname: 'Unknown', team: '' } },
    ].map((alert) => send(alert)),
  )
  for (const answer of answers)
    expect(answer).toEqual({ status: 400, body: 'it is outside of what this credential may report' })
  const mixed = await send(
    { labels: { alertname: 'Mixed', team: 'payments' } },
    { labels: { alertname: 'Mixed', team: 'db' } },
  )
  expect(mixed.status).toBe(400)
  const board = await ask(
    shared(),
    'GET',
    '/alerts?filter=alertname%3D~"Known|Unknown|Mixed"',
    undefined,
    ALL,
  )
  expect(
    (board.body as readonly { labels: { team?: string } }[]).map(({ labels }) => labels.team).toSorted(),
  ).toEqual(['db', 'payments'])
  for (const path of ['/board', '/alerts', '/events', '/history'])
    expect((await ask(shared(), 'GET', path, undefined, sender)).status).toBe(403)
})

test('what an expression costs on what is outside is not told', async () => {
  const server = await runServer({
    access: partAccess,
    config: { limits: { expression_steps: 1_000_000, standing_steps: 1_000_000_000 } },
  })
  const long = { alertname: 'Long', team: 'db', path: 'a'.repeat(1_000) }
  expect((await ask(server, 'POST', '/alerts', [{ labels: long }], ALL)).status).toBe(200)
  const costly = matcher('path', '(?:a|aa|aaa){1,200}[c-d]', true)
  const filter = encodeURIComponent('path=~"(?:a|aa|aaa){1,200}[c-d]"')
  const asked = [
    ['POST', '/silences/preview', { matchers: [costly] }],
    ['POST', '/silences/save', ending([costly, matcher('team', 'payments|orders', true)])],
    ['GET', `/alerts?filter=${filter}`, undefined],
    ['GET', `/alerts/groups?filter=${filter}`, undefined],
    ['GET', `/history?filter=${filter}`, undefined],
  ] as const
  for (const [method, path, body] of asked) {
    const statusFor = async (who: Readonly<Record<string, string>>): Promise<number> =>
      (await ask(server, method, path, body, who)).status
    expect([path, await statusFor(ALL)]).toEqual([path, 400])
    expect([path, await statusFor(as('responder of payments,orders'))]).toEqual([path, 200])
  }
})
