import type { LoggedEvent } from '@watchfloor/contract'
import { NeedsConfirmation, parser, SaveSilenceAnswer } from '@watchfloor/contract'
import type { Server, ServerOptions } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { ask } from '../../../support/http/ask.ts'
import { runServer } from '../../../support/http/run-server.ts'

const parseNeeds = parser(NeedsConfirmation)
const parseSaved = parser(SaveSilenceAnswer)

const HOUR = 3_600_000
const inOneHour = (): string => new Date(Date.now() + HOUR).toISOString()
const body = (value: string, extra: object = {}) => ({
  matchers: [{ name: 'team', value, is_regex: false, is_equal: true }],
  ends_at: inOneHour(),
  created_by: 'Ana',
  comment: 'rollout',
  ...extra,
})
const alertmanagers = (value: string) => ({
  matchers: [{ name: 'team', value, isRegex: false }],
  startsAt: new Date().toISOString(),
  endsAt: inOneHour(),
  createdBy: 'Ana',
  comment: 'rollout',
})

/** A server on which `hidden` alerts of team a fire, the first of them critical, and others of team b; the first began last. */
async function board(hidden: number, others: number, options: ServerOptions = {}): Promise<Server> {
  const server = await runServer(options)
  const now = Date.now()
  const alerts = [...Array(hidden + others).keys()].map((n) => ({
    startsAt: new Date(now - n * 1_000).toISOString(),
    labels: {
      alertname: n === 0 ? 'PaymentsDown' : `Disk${n}`,
      team: n < hidden ? 'a' : 'b',
      severity: n === 0 ? 'critical' : 'warning',
    },
  }))
  await ask(server, 'POST', '/alerts', [...alerts, { labels: { alertname: 'Watchdog', team: 'a' } }])
  return server
}

async function notifications(server: Server): Promise<readonly string[]> {
  const { body: page } = await ask(server, 'GET', '/history?types=system_notification')
  const { events } = page as { events: readonly LoggedEvent[] }
  return events.map((event) => (event.type === 'system_notification' ? event.data.message : ''))
}

test('a silence that hides more than a fifth of the board is refused until it is asked for twice', async () => {
  const server = await board(3, 9)
  const refused = await ask(server, 'POST', '/silences/save', body('a'))
  expect(refused.status).toBe(409)
  const needs = parseNeeds(refused.body)
  if (!needs.ok) throw new Error(needs.error)
  expect(needs.value.error.message).toBe(
    'not made: it would hide 3 of 12 firing alerts (25 %), 1 of them critical: PaymentsDown. Narrow its matchers, or confirm that this is meant: send it again with "confirm": true',
  )
  expect(needs.value.hides).toMatchObject({ count: 3, firing: 12, share: 0.25, by_level: { critical: 1 } })
  expect(needs.value.hides.sample.map(({ alertname }) => alertname)).toEqual([
    'PaymentsDown',
    'Disk1',
    'Disk2',
  ])
  expect((await ask(server, 'GET', '/silences')).body).toEqual([])
  expect(await notifications(server)).toEqual([])
  const { body: preview } = await ask(server, 'POST', '/silences/preview', { matchers: body('a').matchers })
  expect(preview).toMatchObject({ firing: { count: 3, share: 0.25, needs_confirmation: true } })

  const made = parseSaved((await ask(server, 'POST', '/silences/save', body('a', { confirm: true }))).body)
  if (!made.ok) throw new Error(made.error)
  expect(made.value.silence).toMatchObject({ state: 'active', created_by: 'Ana', comment: 'rollout' })
  expect(await notifications(server)).toEqual([
    expect.stringMatching(
      /^Ana silenced 3 of 12 firing alerts \(25 %\), 1 of them critical: PaymentsDown, until .*: rollout/,
    ),
  ])
})

test('the second word may be a header, and a longer end of what is hidden already needs none', async () => {
  const server = await board(3, 9)
  const confirmed = await ask(server, 'POST', '/silences/save', body('a'), { 'x-watchfloor-confirm': 'true' })
  expect(confirmed.status).toBe(200)
  const { id } = (confirmed.body as { silence: { id: string } }).silence
  const longer = await ask(server, 'POST', '/silences/save', body('a', { id }))
  expect([longer.status, (longer.body as { silence: { id: string } }).silence.id]).toEqual([200, id])
  const other = await ask(server, 'POST', '/silences/save', body('b', { id }))
  expect(other.status).toBe(409)
})

test.each([
  ['a share below the limit', 2, 10, 200],
  ['the share itself', 3, 12, 200],
  ['a large share of a small board', 9, 0, 200],
  ['more than 100 alerts', 101, 900, 409],
])('%s', async (_, hidden, others, status) => {
  const server = await board(hidden, others)
  expect((await ask(server, 'POST', '/silences/save', body('a'))).status).toBe(status)
})

test('the limits are settings', async () => {
  const server = await board(3, 9, { config: { silences: { confirm_percent: 25, confirm_alerts: 4 } } })
  expect((await ask(server, 'POST', '/silences/save', body('a'))).status).toBe(200)
  expect((await ask(server, 'POST', '/silences/save', body('b'))).status).toBe(409)
})

test("on Alertmanager's API it is made, and everybody is told at once, also in the log", async () => {
  const logged: string[] = []
  const silent = () => {}
  const logger = {
    info: silent,
    error: silent,
    debug: silent,
    warn: (_: object, m: string) => logged.push(m),
  }
  const server = await board(3, 9, { logger })
  expect((await ask(server, 'POST', '/silences', alertmanagers('a'))).status).toBe(200)
  const told = await notifications(server)
  expect(told).toEqual([expect.stringMatching(/^Ana silenced 3 of 12 .*critical: PaymentsDown/)])
  expect(logged).toEqual(told)
})

test("by a setting it is refused on Alertmanager's API too, in Alertmanager's shape", async () => {
  const server = await board(3, 9, { config: { silences: { wide: 'refuse' } } })
  expect(await ask(server, 'POST', '/silences', alertmanagers('a'))).toEqual({
    status: 400,
    body: expect.stringMatching(/^invalid silence: not made: it would hide 3 of 12 .*PaymentsDown/),
  })
  const header = { 'x-watchfloor-confirm': 'true' }
  expect((await ask(server, 'POST', '/silences', alertmanagers('a'), header)).status).toBe(200)
})

test('what is wrong with a silence is said before how much it hides', async () => {
  const server = await board(3, 9)
  const past = await ask(server, 'POST', '/silences/save', body('a', { ends_at: '2020-01-01T00:00:00Z' }))
  expect(past).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('end time') } },
  })
  const nobody = await ask(server, 'POST', '/silences/save', body('a', { created_by: undefined }))
  expect(nobody.body).toMatchObject({
    error: { code: 'invalid', message: expect.stringMatching(/^created_by/) },
  })
  const unknown = await ask(server, 'POST', '/silences/save', body('c', { id: 'nobody' }))
  expect(unknown.status).toBe(404)
})
