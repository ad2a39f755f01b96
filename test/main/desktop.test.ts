import { startServer } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { freePort } from '../support/network/free-port.ts'
import { startFaultProxy } from '../support/network/start-fault-proxy.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'
import { type DeskOptions, openDesk } from './desk.ts'

/** Clients that lost it come back soon. */
const SOON_BACK = { WATCHFLOOR_STREAM_RETRY_MS: '100' }

async function desk(options: DeskOptions) {
  const opened = await openDesk(options)
  onTestFinished(() => opened.close().catch(() => undefined))
  return opened
}

async function send(
  url: string,
  alerts: readonly Readonly<Record<string, string>>[],
  ended = false,
): Promise<void> {
  const endsAt = new Date(Date.now() + (ended ? -1 : 3_600_000)).toISOString()
  const body = alerts.map((labels) => ({
    labels: { severity: 'critical', ...labels },
    annotations: { summary: 'it is down' },
    endsAt,
  }))
  const response = await post(`${url}/api/v2/alerts`, body)
  expect(response.status).toBe(200)
}

test('from POST to notification, taken by its button, seen on the server, and written down', async () => {
  const server = await runServer()
  const one = await desk({ folder: await tempDir(), server: server.url })
  await one.live()
  await one.note('Connected: 0 firing, 0 critical')
  expect(one.titles()).toHaveLength(1)
  await send(server.url, [{ alertname: 'PaymentsDown' }])
  const note = await one.note('Critical · PaymentsDown')
  await until('it to be shown', () => (one.inbox.rows().at(-1)?.outcome === 'shown' ? true : undefined))
  expect(one.trays.at(-1)).toMatchObject({ state: 'live' })
  note.events.pressed(0)
  await one.note('You have it · PaymentsDown')
  await until('the critical to leave', () => (note.isClosed ? true : undefined))
  const board = (await (await fetch(`${server.url}/api/v2/board`)).json()) as {
    alerts: { acknowledged_by: { name: string } }[]
  }
  expect(board.alerts[0]?.acknowledged_by.name).toBe('Ana')
  const row = one.inbox.rows().find(({ kind }) => kind === 'alert')
  expect(row).toMatchObject({ reason: 'critical', outcome: 'acknowledged', is_read: true })
  note.events.clicked()
  expect(one.opened.at(-1)).toMatch(/^#\/alert\/[0-9a-f]{16}$/)
  expect(one.errors).toEqual([])
})

test('the server killed and started again: nothing lost, nothing twice, the same life', async () => {
  const data = await tempDir()
  let server = await startServerProcess(data, { env: SOON_BACK })
  onTestFinished(() => server.program.stop())
  const one = await desk({ folder: await tempDir(), server: server.url })
  await one.live()
  await send(server.url, [{ alertname: 'Before' }])
  await one.note('Critical · Before')
  const { address } = server
  await server.kill()
  server = await startServerProcess(data, { listen: address, env: SOON_BACK })
  await send(server.url, [{ alertname: 'Before' }, { alertname: 'After' }])
  await one.note('Critical · After')
  await until('the desk to be live again', () => (one.trays.at(-1)?.state === 'live' ? true : undefined))
  expect(one.titles().filter((title) => title === 'Critical · Before')).toHaveLength(1)
  expect(one.errors).toEqual([])
})

test('killed between "asked" and "shown", it asks again at the next start, under the same row; what was shown it does not', async () => {
  const server = await runServer()
  const folder = await tempDir()
  const before = await openDesk({ folder, server: server.url })
  await before.live()
  await send(server.url, [{ alertname: 'Shown' }])
  await before.note('Critical · Shown')
  await until('it to be shown', () => (before.inbox.rows().at(-1)?.outcome === 'shown' ? true : undefined))
  await before.close()

  const held = await openDesk({ folder, server: server.url, system: 'hold' })
  await held.live()
  await send(server.url, [{ alertname: 'Asked' }])
  await held.note('Critical · Asked')
  const asked = held.inbox.rows().find(({ title }) => title === 'Critical · Asked')
  expect(asked?.outcome).toBe('asked')
  await held.abandon()

  const after = await desk({ folder, server: server.url })
  await after.note('Critical · Asked')
  expect(after.titles().filter((title) => title.startsWith('Critical'))).toEqual(['Critical · Asked'])
  const again = after.inbox.rows().filter(({ title }) => title === 'Critical · Asked')
  expect(again.map(({ id }) => id)).toEqual([asked?.id])
  expect(after.titles().filter((title) => title.startsWith('Connected'))).toEqual([])
})

test('started while the server is down: the saved board is there at once, stamped; then what was missed', async () => {
  const data = await tempDir()
  const folder = await tempDir()
  let server = await startServerProcess(data, { env: SOON_BACK })
  onTestFinished(() => server.program.stop())
  const before = await openDesk({ folder, server: server.url })
  await before.live()
  await send(server.url, [{ alertname: 'Old' }])
  await before.note('Critical · Old')
  await before.close()
  const { address } = server
  await server.kill()

  const one = await desk({ folder, server: server.url })
  const answer = await one.desktop.handlers.start({})
  expect(answer.ok).toBe(true)
  const piece = await until('the saved board', () => one.pushes.find(({ name }) => name === 'live'))
  expect(piece.data).toMatchObject({
    kind: 'board',
    saved_at: expect.any(String),
    board: { alerts: [{ alertname: 'Old' }] },
    more: false,
  })
  await until('the tray to say so', () => (one.trays.at(-1)?.state === 'not_receiving' ? true : undefined))
  server = await startServerProcess(data, { listen: address, env: SOON_BACK })
  await send(server.url, [{ alertname: 'New' }])
  await one.note('Critical · New')
  expect(one.titles().filter((title) => title.startsWith('Critical'))).toEqual(['Critical · New'])
})

test('acknowledging while nothing is reached is said, and nobody is said to have it', async () => {
  const server = await runServer()
  const proxy = await startFaultProxy({ target: server.url })
  const one = await desk({ folder: await tempDir(), server: proxy.url })
  await one.live()
  await send(server.url, [{ alertname: 'PaymentsDown' }])
  const note = await one.note('Critical · PaymentsDown')
  await proxy.refuse()
  note.events.pressed(0)
  const refused = await one.note('Not acknowledged · PaymentsDown')
  expect(refused.content).toMatchObject({
    body: 'The server was not reached. Nobody knows you are on it.',
    buttons: ['Try again', 'Open'],
  })
  await proxy.restore()
  refused.events.pressed(0)
  await one.note('You have it · PaymentsDown')
})

test('2,000 alerts of one cause and five criticals: six notifications, each alert accounted for in the inbox', async () => {
  const server = await runServer()
  const one = await desk({ folder: await tempDir(), server: server.url })
  await one.live()
  const rest = Array.from({ length: 1_995 }, (_, n) => ({
    alertname: 'NodeDown',
    severity: 'high',
    service: `s${n}`,
    cluster: 'eu-1',
  }))
  for (let from = 0; from < rest.length; from += 400) {
    await send(server.url, rest.slice(from, from + 400))
    const n = from / 400
    await send(server.url, [{ alertname: `Down${n}`, cluster: 'eu-1', service: `c${n}` }])
  }
  for (let n = 0; n < 5; n++) await one.note(`Critical · Down${n}`)
  const count = () => one.inbox.rows().filter(({ kind }) => kind === 'alert').length
  await until('every alert to be in the inbox', () => (count() === 2_000 ? true : undefined))
  const alerts = one.titles().filter((title) => /^(Critical|High)/.test(title))
  // Up to ten groups may be told before it is a storm.
  expect(alerts.filter((title) => title.startsWith('Critical'))).toHaveLength(5)
  expect(alerts.length).toBeLessThanOrEqual(15)
  expect(one.titles().filter((title) => title.startsWith('Storm'))).toHaveLength(1)
})

test('another server is chosen: the old one falls silent, the new one is met', async () => {
  const [first, second] = [await runServer(), await runServer()]
  await send(second.url, [{ alertname: 'There' }])
  const one = await desk({ folder: await tempDir(), server: first.url })
  await one.live()
  // Statistics follow the board within half a second.
  const facts = await until('the facts of the second server', async () => {
    const answer = await one.desktop.handlers.testServer({ address: second.url })
    return answer.ok && answer.value.firing > 0 ? answer.value : undefined
  })
  expect(facts).toMatchObject({ firing: 1, critical: 1, version: '0.1.0' })
  await one.desktop.handlers.changeSettings({ server: second.url })
  await one.note('Connected: 1 firing, 1 critical')
  await send(first.url, [{ alertname: 'Elsewhere' }])
  await send(second.url, [{ alertname: 'Here' }])
  await one.note('Critical · Here')
  expect(one.titles()).not.toContain('Critical · Elsewhere')
})

test('a pause from the tray holds back, the tray goes on, and resuming tells', async () => {
  const server = await runServer()
  const one = await desk({ folder: await tempDir(), server: server.url })
  await one.live()
  one.desktop.act({ type: 'pause', until: Date.now() + 900_000 })
  await send(server.url, [{ alertname: 'PaymentsDown' }])
  await until('the tray to count it', () => (one.trays.at(-1)?.criticals === 1 ? true : undefined))
  expect(one.inbox.rows().at(-1)).toMatchObject({ decision: 'hold', reason: 'paused' })
  expect(one.trays.at(-1)).toMatchObject({
    top: [{ title: 'PaymentsDown' }],
    pausedUntil: expect.any(Number),
  })
  one.desktop.act({ type: 'resume' })
  await one.note('Critical · PaymentsDown')
})

test('S39: a view that is chosen on the page decides what this desk tells and its tray counts', async () => {
  const server = await runServer()
  const one = await desk({ folder: await tempDir(), server: server.url })
  await one.live()
  const views = [{ id: 'v1', name: 'Payments', query: 'filter=service%3D"payments"' }]
  expect(await one.desktop.handlers.changeSettings({ views, view: 'v1' })).toMatchObject({ ok: true })
  await send(server.url, [
    { alertname: 'SearchDown', service: 'search' },
    { alertname: 'PaymentsDown', service: 'payments' },
  ])
  await one.note('Critical · PaymentsDown')
  await until('the tray to name the other', () =>
    one.trays.at(-1)?.stateLine.includes('1 critical outside Payments') ? true : undefined,
  )
  expect(one.trays.at(-1)?.criticals).toBe(1)
  const held = one.inbox.rows().filter(({ decision }) => decision === 'hold')
  expect(held).toMatchObject([{ reason: 'outside_view', title: 'Critical · SearchDown' }])
  await one.desktop.handlers.changeSettings({ view: null })
  await one.note('Critical · SearchDown')
})

test('what answers at an address but is no Watchfloor is said to be none', async () => {
  const server = await runServer()
  const one = await desk({ folder: await tempDir(), server: null })
  const ask = (address: string) => one.desktop.handlers.testServer({ address })
  expect(await ask(`${server.url}/nowhere`)).toMatchObject({
    ok: false,
    message: expect.stringContaining('is not Watchfloor'),
  })
  expect(await ask(`http://127.0.0.1:${await freePort()}`)).toMatchObject({
    ok: false,
    reason: 'unreachable',
    hop: 'refused',
  })
  expect(await ask('https://ana:secret@watch.example.com')).toMatchObject({ ok: false, reason: 'invalid' })
  expect(await one.desktop.handlers.request({ path: '/api/v2/stats' })).toMatchObject({
    ok: false,
    message: 'No server is chosen yet.',
  })
})

test('S17: a critical that came and went while the log was trimmed behind the desk is in its inbox, told or not', async () => {
  const data_dir = await tempDir()
  const folder = await tempDir()
  const address = `127.0.0.1:${await freePort()}`
  const config = { listen: address, data_dir, retention: { cursors: 1_000 } }
  const before = await startServer({ config })
  const away = await openDesk({ folder, server: before.url })
  await away.live()
  await send(before.url, [{ alertname: 'Known' }])
  await away.note('Critical · Known')
  await away.close()
  await send(before.url, [{ alertname: 'Passed' }])
  await send(before.url, [{ alertname: 'Small', severity: 'info' }])
  await send(before.url, [{ alertname: 'Passed' }, { alertname: 'Small', severity: 'info' }], true)
  await before.close()
  // The next start finds everything older than a second, and lets go of it.
  await new Promise((done) => setTimeout(done, 1_100))
  const after = await startServer({ config })
  onTestFinished(() => after.close())
  const one = await desk({ folder, server: after.url })
  await one.live()
  const row = await until('the row of what passed', () =>
    one.inbox.rows().find(({ kind, title }) => kind === 'alert' && title.includes('Passed')),
  )
  expect(row).toMatchObject({ decision: 'hold', reason: 'ended', level: 'critical' })
  expect(one.inbox.rows().some(({ title }) => title.includes('Small'))).toBe(false)
  expect(one.titles().filter((title) => title.includes('Known'))).toEqual([])
  expect(one.errors).toEqual([])
})
