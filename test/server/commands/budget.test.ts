import {
  type BoardSnapshot,
  DEFAULT_SEVERITIES,
  fold,
  fromSnapshot,
  largest,
  leftOutCount,
  parseBoardSnapshot,
} from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { DEFAULT_BUDGET } from '../../../server/src/alerts/budget.ts'
import { withinRoom } from '../../../server/src/core/board-limits.ts'
import { wholeOf } from '../../../server/src/core/present-board.ts'
import { finish } from '../../../server/src/ground/steps.ts'
import type { BoardRoom } from '../../../server/src/storage/storage.ts'
import { HOUR, startCore, type TestCore } from '../../support/core/test-core.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'

const BUDGET = {
  ...DEFAULT_BUDGET,
  all: { count: 6, bytes: 10_000 },
  ofSender: { count: 4, bytes: 8_000 },
  remembered: 10,
}

const started = async (folder: string): Promise<TestCore> => startCore(folder, { rules: { budget: BUDGET } })
const firing = ({ core }: TestCore): readonly string[] =>
  core
    .alerts()
    .map(({ alert }) => alert.alertname)
    .toSorted()

async function sent(t: TestCore, sender: string, names: readonly string[], ends = 240_000) {
  return t.core.ingest({
    entry: 'direct',
    product: 'Script',
    sender,
    receiver: undefined,
    alerts: names.map((alertname) => ({
      labels: { alertname, severity: alertname.startsWith('C') ? 'critical' : 'warning' },
      annotations: {},
      startsAt: t.clock.now() - 1,
      endsAt: t.clock.now() + ends,
      generatorURL: undefined,
    })),
  })
}

test('a sender with as many alerts as it may have gets no new one, and goes on with what is there', async () => {
  const folder = await tempDir()
  const t = await started(folder)
  const answer = await sent(t, 'a', ['W1', 'W2', 'W3', 'W4', 'C5', 'W6'])
  expect(answer).toMatchObject({ ok: true, accepted: 4 })
  expect(answer.ok && answer.rejected.reasons).toEqual([
    expect.stringMatching(/this sender has 4 alerts that fire.*limits\.alerts_per_sender.*C5/),
    expect.stringMatching(/this sender has 4 alerts/),
  ])
  // Re-sends and resolves of what is there are taken; room that they make is used.
  expect(await sent(t, 'a', ['W1', 'W2'])).toMatchObject({ accepted: 2, rejected: { count: 0 } })
  expect(await sent(t, 'a', ['W1'], -1)).toMatchObject({ accepted: 1, rejected: { count: 0 } })
  expect(await sent(t, 'a', ['C5'])).toMatchObject({ accepted: 1, rejected: { count: 0 } })
  // Another sender has room of its own, up to what the server has.
  expect(await sent(t, 'b', ['B1', 'B2', 'B3'])).toMatchObject({ accepted: 2 })
  expect(firing(t)).toEqual(['B1', 'B2', 'C5', 'W2', 'W3', 'W4'])
  // It is no outage of ours: deadlines of everybody else go on (S4).
  await t.pass(6 * 60_000)
  expect(firing(t)).toEqual([])
  await t.core.close()
})

test('what is held is known again after a restart, and a row says what was refused until it is over', async () => {
  const folder = await tempDir()
  const before = await started(folder)
  await sent(before, 'a', ['W1', 'W2', 'W3', 'W4'])
  await before.core.close()
  const t = await startCore(folder, { clock: before.clock, rules: { budget: BUDGET } })
  expect(await sent(t, 'a', ['W5', 'C6'])).toMatchObject({ accepted: 0 })
  await t.pass(5_000)
  const row = () => t.core.board().health.find(({ component }) => component === 'Capacity')
  expect(row()).toMatchObject({
    status: 'unhealthy',
    message: expect.stringMatching(/^2 new alerts .* critical/),
  })
  await t.pass(11 * 60_000)
  expect(row()).toMatchObject({ status: 'healthy' })
  await t.core.close()
})

test('texts count as well, and a heartbeat is always taken', async () => {
  const t = await started(await tempDir())
  const long = { annotations: { text: 'x'.repeat(7_000) } }
  await t.report('W1', { ...long, sender: 'a' })
  await expect(sent(t, 'a', ['W'.repeat(1_500)])).resolves.toMatchObject({
    rejected: { reasons: [expect.stringMatching(/limits\.state_bytes_per_sender/)] },
  })
  await t.report('Watchdog', { ...long, sender: 'a' })
  expect(firing(t)).toContain('Watchdog')
  await t.core.close()
})

test('of more resolved alerts than are remembered the oldest are forgotten, and nothing that fires', async () => {
  const t = await started(await tempDir())
  await sent(t, 'keeps', ['K1'])
  for (let n = 0; n < 30; n++) {
    await sent(t, 'churns', [`W${n}`])
    await sent(t, 'churns', [`W${n}`], -1)
    await t.pass(1_000)
  }
  const known = Array.from({ length: 30 }, (_, n) => n).filter(
    (n) =>
      t.events.some(({ data }) => 'alertname' in data && data.alertname === `W${n}`) && lives(t, `W${n}`),
  )
  expect(known.length).toBeLessThanOrEqual(BUDGET.remembered + 1)
  expect(known).toContain(29)
  expect(known).not.toContain(0)
  expect(firing(t)).toEqual(['K1'])
  expect(t.failed).toEqual([])
  await t.core.close()
})

function lives({ core, events }: TestCore, name: string): boolean {
  const event = events.find(({ data }) => 'alertname' in data && data.alertname === name)
  return (
    event !== undefined && 'fingerprint' in event.data && core.alert(event.data.fingerprint) !== undefined
  )
}

test('a board that is too large leaves out the least urgent, says how many, and stays true with what comes', async () => {
  const t = await startCore(await tempDir())
  await sent(t, 'a', [...Array.from({ length: 40 }, (_, n) => `W${n}`), 'C1', 'C2'])
  const whole = t.core.board()
  const records = whole.alerts.map((alert) => {
    const { starts_at, generator_url: generatorURL } = alert
    return { ...alert, alert, startsAt: Date.parse(starts_at), generatorURL, episode: undefined }
  })
  const within = (room: BoardRoom) => {
    const { shown, leftOut } = finish(withinRoom(records, room, DEFAULT_SEVERITIES))
    const alerts = [...shown].flatMap((record) => record?.alert ?? [])
    const left = leftOut()
    return left === undefined ? { ...whole, alerts } : { ...whole, alerts, left_out: left }
  }
  const cut = within({ alerts: 12, bytes: 1e6 })
  expect(cut.alerts.map(({ level }) => level).filter((level) => level === 'critical')).toHaveLength(2)
  expect(cut.left_out).toEqual({ critical: 0, high: 0, warning: 30, info: 0, unset: 0 })
  expect(within({ alerts: 50, bytes: 1e6 })).toEqual(whole)
  expect(within({ alerts: 50, bytes: 8_000 }).alerts.length).toBeLessThan(12)
  const asked = wholeOf(finish(t.core.boardInSteps(12)))
  expect(asked).toMatchObject({ left_out: cut.left_out, cursor: cut.cursor })
  expect(asked.alerts.map(({ fingerprint }) => fingerprint)).toEqual(
    cut.alerts.map(({ fingerprint }) => fingerprint),
  )

  t.events.length = 0
  await sent(t, 'a', ['W0', 'W1', 'C1', 'W39'], -1)
  await sent(t, 'a', ['N1', 'W1'])
  const board = fold(fromSnapshot(cut) as NonNullable<ReturnType<typeof fromSnapshot>>, t.events)
  const shown = [...board.alerts.values()].filter(({ status }) => status === 'firing').length
  expect(shown + leftOutCount(board.left_out)).toBe(t.core.alerts().length)
  await t.pass(HOUR)
  await t.core.close()
})

test('GET /api/v2/board over its limit is a board with left_out, and Alertmanager’s list stays whole', async () => {
  const server = await runServer({ config: { limits: { board_alerts: 5 } } })
  const alerts = Array.from({ length: 9 }, (_, n) => ({
    labels: { alertname: `W${n}`, severity: 'warning' },
  }))
  await post(`${server.url}/api/v2/alerts`, alerts)
  const read = async (path: string): Promise<unknown> => (await fetch(`${server.url}/api/v2${path}`)).json()
  const board = (await read('/board')) as BoardSnapshot
  expect(parseBoardSnapshot(board).ok).toBe(true)
  expect(board.alerts).toHaveLength(5)
  expect(board.left_out).toMatchObject({ warning: 4 })
  expect(await read('/alerts')).toHaveLength(9)
})

test('one alert has a size in all, in bytes', async () => {
  const server = await runServer({ config: { limits: { alert_bytes: 2_000 } } })
  const fire = (text: string): Promise<Response> =>
    post(`${server.url}/api/v2/alerts`, [{ labels: { alertname: 'A' }, annotations: { text } }])
  expect((await fire('x'.repeat(1_900))).status).toBe(200)
  const refused = await fire('€'.repeat(700))
  expect(refused.status).toBe(400)
  expect(await refused.text()).toMatch(/2114 bytes in all, and 2000 are allowed \(limits\.alert_bytes\)/)
})

test('a silence has a size in all, and there are so many at once; those that end make room', async () => {
  const server = await runServer({ config: { limits: { silences: 2, silence_bytes: 2_000 } } })
  const startsAt = new Date().toISOString()
  const save = (more: object): Promise<Response> =>
    post(`${server.url}/api/v2/silences`, {
      matchers: [{ name: 'a', value: 'b', isRegex: false }],
      startsAt,
      endsAt: new Date(Date.now() + HOUR).toISOString(),
      createdBy: 'Ana',
      comment: '',
      ...more,
    })
  const large = await save({ comment: 'x'.repeat(9_000_000) })
  expect(large.status).toBe(400)
  expect(await large.text()).toMatch(/silence exceeded maximum size: \d+ bytes \(limit: 2000 bytes/)
  const { silenceID } = (await (await save({})).json()) as { silenceID: string }
  expect((await save({ comment: '2' })).status).toBe(200)
  const third = await save({ comment: '3' })
  expect(third.status).toBe(400)
  expect(await third.text()).toMatch(/exceeded maximum number of silences: 2 \(limit: 2/)
  const changed = await save({ id: silenceID, comment: 'changed' })
  expect(changed.status).toBe(200)
  const kept = (await changed.json()) as { silenceID: string }
  await fetch(`${server.url}/api/v2/silence/${kept.silenceID}`, { method: 'DELETE' })
  expect((await save({ comment: '3' })).status).toBe(200)
})

test('what an alert says counts with what its reporters say of it, and is not taken where it would be too much', async () => {
  const t = await started(await tempDir())
  /** How many were taken. */
  const says = async (name: string, length: number, host = 'prom'): Promise<number> => {
    const answer = await t.core.ingest({
      entry: 'direct',
      product: 'Prometheus',
      sender: 'a',
      receiver: undefined,
      alerts: [
        {
          labels: { alertname: name },
          annotations: { summary: `${host} ${'x'.repeat(length)}` },
          startsAt: t.clock.now() - 1,
          endsAt: t.clock.now() + 600_000,
          generatorURL: `http://${host}/`,
        },
      ],
    })
    return answer.ok ? answer.accepted : Number.NaN
  }
  const said = (): number =>
    largest(t.core.alerts().map(({ alert }) => alert.annotations.summary?.length ?? 0))
  expect(await says('Grows', 100)).toBe(1)
  // As often as he likes, and by as many names.
  for (let n = 0; n < 30; n++) expect(await says('Grows', 3_000, `prom${n}`)).toBe(1)
  await t.pass(6 * 60_000)
  expect(await says('Grows', 9_000)).toBe(1)
  expect(said()).toBeLessThan(4_000)
  await t.pass(5_000)
  const row = t.core.board().health.find(({ component }) => component === 'Capacity')
  expect(row).toMatchObject({
    status: 'unhealthy',
    message: expect.stringMatching(/reports of known alerts .*limits\.state_bytes/),
  })
  // What was kept of it takes its room: another alert of that size has none, a small one has.
  expect(await says('Other', 3_000)).toBe(0)
  expect(await says('Small', 10)).toBe(1)
  await t.core.close()
})

test('of alerts that are over, no more is remembered than of those that fire may be said', async () => {
  const t = await startCore(await tempDir(), { rules: { budget: { ...BUDGET, remembered: 1_000 } } })
  for (let n = 0; n < 12; n++) {
    for (const ends of [240_000, -1])
      await t.core.ingest({
        entry: 'direct',
        product: 'Script',
        sender: 'a',
        receiver: undefined,
        alerts: [
          {
            labels: { alertname: `Over${n}` },
            annotations: { summary: 'x'.repeat(2_000) },
            startsAt: t.clock.now() - 10,
            endsAt: t.clock.now() + ends,
            generatorURL: undefined,
          },
        ],
      })
    await t.pass(1_000)
  }
  await t.pass(5_000)
  const known = Array.from({ length: 12 }, (_, n) => n).filter((n) => lives(t, `Over${n}`))
  expect(known).toContain(11)
  // 10,000 bytes.
  expect(known.length).toBeLessThanOrEqual(4)
  await t.core.close()
})

test('a whole network of IPv6 has one budget: an address more is no new sender', async () => {
  const { url } = await runServer({
    config: { insecure_open: true, trusted_proxies: ['127.0.0.1'], limits: { alerts_per_sender: 2 } },
  })
  const from = async (address: string, alertname: string): Promise<number> => {
    const headers = { 'x-forwarded-for': address }
    return (await post(`${url}/api/v2/alerts`, [{ labels: { alertname } }], headers)).status
  }
  expect(await from('2001:db8:0:1::a', 'A')).toBe(200)
  expect(await from('2001:db8:0:1::b', 'B')).toBe(200)
  expect(await from('2001:db8:0:1::c', 'C')).toBe(400)
  expect(await from('2001:db8:0:2::c', 'C')).toBe(200)
})
