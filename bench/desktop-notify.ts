/**
 * Shows how long an alert takes from its POST until the app's `Notify` call is on the session bus, at the built app, a
 * real server and a real notification daemon. Beside it, in the same run, what it is made of: POST until the event is
 * at a bare reader of SSE, a line written and synced to disk (the app records what it tells before it tells it), and a
 * bare `Notify` call. All on the clock of this process.
 *
 *     node bench/desktop-notify.ts [rounds]
 *
 * Each round must be told on its own, as in an ordinary minute. The app tells no more than five criticals a minute
 * singly, and more than ten groups or 49 alerts a minute that are not critical are a storm. So each round is a `high`
 * alert that is new to the server, in one of ten groups that are empty again by then, and every tenth is a `critical`
 * in a group of its own. Both go the same way: policy, the row on disk, the system; only words and urgency differ.
 */

import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DBusConnection, Message, MessageBus } from 'dbus-native'
import { createParser } from 'eventsource-parser'
import type { DesktopApp } from '../test/support/desktop/desktop-app.ts'
import { connectBus, monitorBus } from '../test/support/desktop/message-bus.ts'
import { post, resolve, type Sent, startBenchDesk, untilLive } from './desktop/bench-desk.ts'
import { inMs, printMachine, quantile } from './measures/measures.ts'

const ROUNDS = Number(process.argv[2] ?? 200)
const GROUPS = 10
/** 46 a minute. */
const PACE_MS = 1_300

const WHAT = {
  told: 'POST → Notify',
  critical: 'of these the criticals',
  event: 'POST → bare SSE',
  disk: 'bare line to disk',
  notify: 'bare Notify',
} as const
type Samples = Readonly<Record<keyof typeof WHAT, number[]>>

const DAEMON = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const

const desk = await startBenchDesk()
const own = await connectBus(desk.session.busAddress)
const monitor = await monitorBus(desk.session.busAddress)
try {
  printMachine()
  await measure('window open', [])
  await measure('window hidden', ['--hidden'])
  printMachine()
} finally {
  monitor.end()
  await own.close()
  await desk.stop()
}

async function measure(name: string, args: readonly string[]): Promise<void> {
  const server = await desk.server()
  const app = await desk.launch(server.url, { args })
  await settle(app, args.length === 0)
  const events = await readEvents(server.url)
  const file = await open(join(await desk.folder(), 'lines'), 'a')
  const samples: Samples = { told: [], critical: [], event: [], disk: [], notify: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const next = performance.now() + PACE_MS
    const seen = notified(monitor, 'bare')
    const called = performance.now()
    const id = await notify(own)
    samples.notify.push((await seen) - called)
    await closeNotification(own, id)
    const written = performance.now()
    await file.write(`${'a line '.repeat(70)}\n`)
    await file.datasync()
    samples.disk.push(performance.now() - written)

    const alert = alertOf(round)
    const told = notified(monitor, alert.labels.alertname ?? '')
    const event = events.arrival(alert.labels.instance ?? '')
    const began = performance.now()
    await post(server.url, [alert])
    samples.event.push((await event) - began)
    const took = (await told) - began
    samples.told.push(took)
    if (alert.labels.severity === 'critical') samples.critical.push(took)
    await resolve(server.url, [alert])
    await sleep(next - performance.now())
  }
  await file.close()
  await events.stop()
  await app.close()
  for (const [key, label] of Object.entries(WHAT)) {
    const all = samples[key as keyof Samples]
    const [p50, p99, longest] = [0.5, 0.99, 1].map((q) => inMs(quantile(all, q)))
    console.log(`${name}: ${label}: p50 ${p50}, p99 ${p99}, longest ${longest} (${all.length})`)
  }
}

async function settle(app: DesktopApp, isOpen: boolean): Promise<void> {
  if (isOpen) {
    await untilLive(await app.page())
    // High alerts are held back in front of an open board: the person is at another program.
    await app.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))
  }
  await sleep(3_000)
}

function alertOf(round: number): Sent {
  const isCritical = round % 10 === 9
  const group = isCritical ? `critical-${round}` : `high-${round % GROUPS}`
  return {
    labels: {
      alertname: `Bench-${group}`,
      severity: isCritical ? 'critical' : 'high',
      cluster: 'eu-1',
      service: 'payments',
      instance: `host-${round}.example.com:9100`,
    },
    annotations: { summary: '3 of 4 targets down' },
  }
}

/** When a `Notify` call whose summary holds this text is on the bus. */
function notified(bus: DBusConnection, text: string): Promise<number> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`no notification of ${text}`)), 10_000)
    const hear = ({ member, body = [] }: Message): void => {
      if (member !== 'Notify' || !String(body[3]).includes(text)) return
      bus.off('message', hear)
      clearTimeout(late)
      done(performance.now())
    }
    bus.on('message', hear)
  })
}

async function notify(bus: MessageBus): Promise<number> {
  const body = ['bench', 0, '', 'bare', 'a notification', [], [], -1]
  return (await bus.invoke({ ...DAEMON, member: 'Notify', signature: 'susssasa{sv}i', body })) as number
}

async function closeNotification(bus: MessageBus, id: number): Promise<void> {
  await bus.invoke({ ...DAEMON, member: 'CloseNotification', signature: 'u', body: [id] })
}

/** A bare reader of the stream: when the alert of an instance was created there. */
async function readEvents(url: string) {
  const ending = new AbortController()
  const waiting = new Map<string, (at: number) => void>()
  const stream = await fetch(`${url}/api/v2/events/stream?types=alert_created`, { signal: ending.signal })
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === undefined) waiting.get(JSON.parse(data).data.labels.instance)?.(performance.now())
    },
  })
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of stream.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  })().catch((error: unknown) => {
    if (!ending.signal.aborted) throw error
  })
  return {
    arrival: (instance: string) => new Promise<number>((done) => waiting.set(instance, done)),
    stop: async () => {
      ending.abort()
      await reading
    },
  }
}
