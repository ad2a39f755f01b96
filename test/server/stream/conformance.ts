import { compileFilter, formatCursor, type LoggedEvent, type StreamFilter } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { ModelClient } from '../../support/stream/model-client.ts'
import { askPage, type StreamClient, TRANSPORTS } from '../../support/stream/stream-clients.ts'
import type { StreamServer, StreamServerOptions } from '../../support/stream/stream-server.ts'

/** A log and the streaming edge on it. */
export interface Backend {
  readonly server: StreamServer
  /** Everything committed since the start: the truth. */
  readonly logged: readonly LoggedEvent[]
  readonly head: () => { readonly epoch: string; readonly sequence: number }
  /** Commits at least this many events of many kinds. */
  readonly publish: (count: number) => Promise<void>
  /** Publishes new statistics with this number of firing alerts, where the backend lets us choose it. */
  readonly count?: (firing: number) => void
  /** Forgets the beginning of the log and gives a cursor in it. */
  readonly trim: () => Promise<string>
}

export type StartBackend = (options?: Pick<StreamServerOptions, 'stream' | 'limits'>) => Promise<Backend>

const FILTERS: readonly StreamFilter[] = [
  {},
  { severity: ['critical'] },
  { types: ['alert_created', 'health_changed'] },
  { sources: ['alert_processor'], filter: ['cluster=~"eu-.*"', 'alertname!="Alert1"'] },
  { filter: ['alertname="no such alert"'], types: ['alert_created'] },
]

/** What every engine and every transport must do alike. */
export function conformance(name: string, start: StartBackend): void {
  describe.each(TRANSPORTS)(`${name}: $name`, (transport) => {
    test('S16: a known cursor gives everything after it, in order, then live, without a seam', async () => {
      const backend = await start()
      await backend.publish(1300)
      const from = backend.logged[99] as LoggedEvent
      const client = transport.open(backend.server.url, { cursor: formatCursor(from) })
      for (let i = 0; i < 40; i++) {
        await backend.publish(3)
        await new Promise(setImmediate)
      }
      const wanted = backend.logged.map(({ sequence }) => sequence).filter((n) => n > from.sequence)
      await client.until(({ sequences }) => sequences.length >= wanted.length)
      expect(client.sequences).toEqual(wanted)
      expect(client.events.map(({ prev }) => prev)).toEqual([from.sequence, ...wanted.slice(0, -1)])
    })

    test('S16: without a cursor it begins live at the head', async () => {
      const backend = await start()
      await backend.publish(5)
      const client = transport.open(backend.server.url)
      await untilOpen(client)
      const before = backend.head().sequence
      await backend.publish(2)
      const wanted = backend.logged.map(({ sequence }) => sequence).filter((n) => n > before)
      await client.until(({ sequences }) => sequences.length >= wanted.length)
      expect(client.sequences).toEqual(wanted)
    })

    test.for(['unknown', 'future', 'malformed', 'trimmed'] as const)(
      'S16: a cursor that is %s is reset before any event, and live begins at the head',
      async (reason) => {
        const backend = await start()
        await backend.publish(20)
        const { epoch, sequence } = backend.head()
        const cursors = {
          unknown: 'zzz.3',
          future: `${epoch}.${sequence + 7}`,
          malformed: 'e1;DROP',
          trimmed: '',
        }
        const cursor = reason === 'trimmed' ? await backend.trim() : cursors[reason]
        const client = transport.open(backend.server.url, { cursor })
        const reset = await client.untilControl('reset')
        expect(reset).toMatchObject({ reason, head: formatCursor(backend.head()) })
        await untilOpen(client)
        const before = backend.head().sequence
        await backend.publish(3)
        await client.until(({ sequences }) => sequences.includes(backend.head().sequence))
        expect(client.sequences).toEqual(
          backend.logged.map((event) => event.sequence).filter((n) => n > before),
        )
        expect(client.events[0]?.prev).toBeLessThanOrEqual(before)
        const order = client.heard.map((heard) =>
          heard.kind === 'control' ? heard.control.control : heard.kind,
        )
        expect(order.indexOf('reset')).toBeLessThan(order.indexOf('event'))
        expect(backend.server.counts.get(`reset:${reason}`)).toBe(1)
      },
    )

    test.each(FILTERS)(
      'S20, S15: %j gives the same events live and replayed, and no client sees a gap',
      async (filter) => {
        const backend = await start()
        await backend.publish(1)
        const from = backend.head()
        const live = transport.open(backend.server.url, { cursor: formatCursor(from), filter })
        await untilOpen(live)
        for (let i = 0; i < 30; i++) {
          await backend.publish(1 + (i % 7))
          await new Promise(setImmediate)
        }
        const replayed = transport.open(backend.server.url, { cursor: formatCursor(from), filter })
        const compiled = compileFilter(filter)
        if (!compiled.ok) throw new Error(compiled.error)
        const wanted = backend.logged.filter(
          (event) => event.sequence > from.sequence && compiled.value.passes(event),
        )
        for (const client of [live, replayed]) {
          await client.until(({ sequences }) => sequences.length >= wanted.length)
          const model = new ModelClient(from.sequence)
          for (const heard of client.heard) model.hear(heard)
          expect(model.gaps).toEqual([])
          expect(model.duplicates).toEqual([])
          expect(model.applied.map(withoutPrev)).toEqual(wanted)
        }
      },
    )

    test('S15: a client that matches nothing keeps up by its heartbeats', async () => {
      const backend = await start({ stream: { heartbeat_ms: 50 } })
      await backend.publish(1)
      const filter: StreamFilter = { types: ['alert_created'], filter: ['alertname="no such alert"'] }
      const client = transport.open(backend.server.url, { cursor: formatCursor(backend.head()), filter })
      await backend.publish(50)
      const head = formatCursor(backend.head())
      if (transport.isStream) {
        await client.until(({ controls }) =>
          controls.some((c) => c.control === 'heartbeat' && c.cursor === head),
        )
        expect(client.events).toEqual([])
      } else {
        const page = await askPage(backend.server.url, {
          cursor: formatCursor({ ...backend.head(), sequence: 1 }),
          filter,
        })
        expect(page).toMatchObject({ cursor: head, events: [], more: false })
      }
    })

    test('S18: statistics carry no place in the log, and the latest one comes', async () => {
      const backend = await start({ stream: { conflate_ms: 20 } })
      await backend.publish(1)
      const cursor = formatCursor(backend.head())
      const client = transport.open(backend.server.url, { cursor })
      if (transport.isStream) await client.until(({ stats }) => stats.length > 0)
      for (let i = 1; i <= 100; i++) backend.count?.(i)
      await backend.publish(1)
      await client.until(({ stats, events }) => {
        const firing = stats.at(-1)?.data.firing_alerts
        return events.length > 0 && (backend.count === undefined ? firing !== undefined : firing === 100)
      })
      for (const heard of client.heard) {
        if (heard.kind !== 'latest') continue
        expect(Object.keys(heard.event)).not.toEqual(expect.arrayContaining(['sequence']))
        for (const name of ['sequence', 'epoch', 'prev']) expect(heard.event).not.toHaveProperty(name)
      }
      expect(client.stats.length).toBeLessThan(20)
    })
  })

  test(`${name}: a client may change its transport at any moment and gets every event once`, async () => {
    const backend = await start({ stream: { heartbeat_ms: 30 } })
    await backend.publish(1)
    const first = backend.head()
    const model = new ModelClient(first.sequence)
    for (let round = 0; round < 24; round++) {
      const transport = TRANSPORTS[(round * 7 + (round >> 2)) % TRANSPORTS.length]
      const client = transport?.open(backend.server.url, {
        cursor: formatCursor({ ...first, sequence: model.last }),
      })
      if (client === undefined) throw new Error('no transport')
      const seen = model.applied.length
      await backend.publish(1 + (round % 5) * 30)
      // Cut in the middle: after one event, or after about half of them.
      const enough = round % 2 === 0 ? 1 : (1 + (round % 5) * 30) >> 1
      await client.until(({ events }) => events.length >= Math.max(1, enough))
      client.stop()
      for (const heard of client.heard) model.hear(heard)
      expect(model.applied.length).toBeGreaterThan(seen)
    }
    const client = TRANSPORTS[0]?.open(backend.server.url, {
      cursor: formatCursor({ ...first, sequence: model.last }),
    })
    const head = backend.head().sequence
    await backend.publish(1)
    await client?.until(({ sequences }) => (sequences.at(-1) ?? 0) > head)
    for (const heard of client?.heard ?? []) model.hear(heard)
    expect(model.gaps).toEqual([])
    expect(model.duplicates).toEqual([])
    expect(model.applied.map(withoutPrev)).toEqual(backend.logged.filter((e) => e.sequence > first.sequence))
  })

  test(`${name}: many clients of many filters, coming and going under load, each miss nothing`, async () => {
    const backend = await start({ stream: { heartbeat_ms: 40 } })
    await backend.publish(1)
    const from = backend.head()
    const running: { client: StreamClient; filter: StreamFilter; from: number }[] = []
    for (let i = 0; i < 60; i++) {
      const filter = FILTERS[i % FILTERS.length] ?? {}
      const sequence = from.sequence + Math.floor(((backend.head().sequence - from.sequence) * (i % 4)) / 3)
      const cursor = formatCursor({ ...from, sequence })
      const transport = TRANSPORTS[i % TRANSPORTS.length]
      if (transport !== undefined)
        running.push({
          client: transport.open(backend.server.url, { cursor, filter }),
          filter,
          from: sequence,
        })
      await backend.publish(1 + (i % 23))
    }
    const head = backend.head().sequence
    for (const { client, filter, from } of running) {
      const compiled = compileFilter(filter)
      if (!compiled.ok) throw new Error(compiled.error)
      const wanted = backend.logged.filter((event) => event.sequence > from && compiled.value.passes(event))
      await client.until(({ events, controls }) => {
        const reached = controls.some(
          (c) => c.control === 'heartbeat' && Number(c.cursor.split('.')[1]) >= head,
        )
        return events.length >= wanted.length && reached
      })
      const model = new ModelClient(from)
      for (const heard of client.heard) model.hear(heard)
      expect(model.gaps).toEqual([])
      expect(model.duplicates).toEqual([])
      expect(model.applied.map(withoutPrev)).toEqual(wanted)
      client.stop()
    }
  })
}

function withoutPrev<E extends { readonly prev: number }>(event: E): Omit<E, 'prev'> {
  const { prev: _, ...rest } = event
  return rest
}

/** A stream has said hello, or a poll has been answered: what is published from now on is live. */
async function untilOpen(client: StreamClient): Promise<void> {
  await client.until(({ controls }) =>
    controls.some((c) => c.control === 'hello' || c.control === 'heartbeat'),
  )
}
