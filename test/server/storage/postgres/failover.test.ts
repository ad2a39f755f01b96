import { randomUUID } from 'node:crypto'
import type { LoggedEvent } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { Overtaken, Unanswered } from '../../../../server/src/storage/commit-errors.ts'
import { openPostgres, type SharedStorage } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import type { CaughtUp } from '../../../../server/src/storage/shared.ts'
import { BUDGET, takeSeed } from '../../../support/chance.ts'
import { type Database, ROLE, type Standby, startDatabase } from '../../../support/cluster/database.ts'
import { openRelay, type Relay } from '../../../support/network/relay.ts'
import { seeded } from '../../../support/seeded.ts'
import { until } from '../../../support/until.ts'
import { alertEvent, changes, DAY, span } from '../conformance/samples.ts'

/** After what was refused or not reached, it is tried again so soon, ms. */
const PAUSE = 20

/** A server as small as one can be: it commits an event after the other, and takes over what others did. */
class Server {
  readonly storage: SharedStorage
  /** Everything that it has shown. */
  shown: readonly LoggedEvent[] = []
  /** Sequences that it was told to be lost; for each time what it had shown, and what is kept. */
  readonly lost: {
    readonly told: number
    readonly shown: readonly LoggedEvent[]
    readonly kept: readonly LoggedEvent[]
  }[] = []
  /** Ids of events whose commit was answered. */
  readonly answered = new Set<string>()
  #isOver = false

  constructor(storage: SharedStorage) {
    this.storage = storage
  }

  static async start(port: number): Promise<Server> {
    const place = { host: '127.0.0.1', port, database: ROLE, user: ROLE, password: undefined, tls: undefined }
    const storage = await openPostgres({ ...place, schema: 'watchfloor', patience: 2_000 })
    onTestFinished(storage.close)
    const server = new Server(storage)
    const { recent } = await storage.load(DAY, 100_000)
    server.shown = recent
    await storage.openTerm({ epoch: randomUUID().slice(0, 8), first: recent.length + 1 })
    return server
  }

  async run(act: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      try {
        await act()
        await new Promise(setImmediate)
      } catch {
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    }
  }

  end(): void {
    this.#isOver = true
  }

  async commit(): Promise<void> {
    const sequence = this.shown.length + 1
    const event = {
      ...alertEvent(sequence, DAY + sequence, 'alert_created', `a${sequence}`),
      id: randomUUID(),
    }
    try {
      await this.storage.commit(changes({ events: [event] }))
      this.answered.add(event.id)
    } catch (error) {
      if (error instanceof Overtaken) return this.takeOver(true)
      if (!(error instanceof Unanswered && (await error.fate))) throw error
    }
    this.shown = [...this.shown, event]
  }

  async takeOver(hold: boolean): Promise<void> {
    const found: CaughtUp = await this.storage.shared.catchUp({ hold })
    if (found.kind === 'ahead') this.shown = [...this.shown, ...found.events]
    if (found.kind !== 'anew') return
    const kept = found.stored.recent
    this.lost.push({ told: found.lost, shown: this.shown, kept })
    this.shown = kept
  }
}

/** Everyday the one that may lose something. */
const KINDS: readonly Standby[] = BUDGET < 1 ? ['asynchronous'] : ['asynchronous', 'synchronous']

test.for(KINDS)(
  'the primary is killed and its %s standby takes over, while servers write',
  { timeout: 120_000 },
  async (kind) => {
    const chance = seeded(takeSeed())
    const database = await startDatabase(kind)
    onTestFinished(database.end)
    const front = await openRelay(() => database.present().port)
    onTestFinished(front.close)
    const writers = [await Server.start(front.port), await Server.start(front.port)]
    const reader = await Server.start(front.port)
    const all = [...writers, reader]
    const running = [
      ...writers.map((server) => server.run(() => server.commit())),
      reader.run(() => reader.takeOver(false)),
    ]
    onTestFinished(() => {
      for (const server of all) server.end()
    })
    const answered = () => writers.reduce((sum, server) => sum + server.answered.size, 0)
    const more = (count: number): Promise<true> => {
      const enough = answered() + count
      return until(`${count} more commits`, () => (answered() >= enough ? true : undefined))
    }
    await more(20 + Math.floor(chance() * 40))
    if (kind === 'asynchronous') {
      database.replication?.freeze()
      await more(5)
    }
    await failOver(database, front)
    for (const server of writers) {
      const before = server.answered.size
      await until('it to write again', () => (server.answered.size > before ? true : undefined))
    }
    for (const server of all) server.end()
    await Promise.all(running)
    for (const server of all) await server.takeOver(false)

    const log = reader.shown
    expect(log.map(({ sequence }) => sequence)).toEqual(span(1, log.length))
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
    for (const server of all) {
      expect(server.shown).toEqual(log)
      // Each was told exactly what of that which it had shown is not there any more.
      for (const { told, shown, kept } of server.lost)
        expect(told).toBe(shown.length - shown.filter(({ id }, n) => kept[n]?.id === id).length)
    }
    const there = new Set(log.map(({ id }) => id))
    const missing = writers.flatMap((server) => [...server.answered]).filter((id) => !there.has(id))
    const lost = Math.max(...all.flatMap((server) => server.lost.map(({ told }) => told)))
    if (kind === 'synchronous') expect([missing, lost]).toEqual([[], 0])
    else expect([missing.length > 0, missing.length <= lost]).toEqual([true, true])
    expect((await reader.storage.load(DAY, 0)).terms.length).toBe(2)
  },
)

/** Whoever is connected finds out, as when an address moves to another machine. */
async function failOver(database: Database, front: Relay): Promise<void> {
  await database.failOver()
  front.aim(() => database.present().port)
}

test.runIf(BUDGET >= 1)('a commit whose wait for the standby somebody gave up is not answered', async () => {
  const database = await startDatabase('synchronous')
  onTestFinished(database.end)
  const server = await Server.start(database.present().port)
  await server.commit()
  database.replication?.freeze()
  const commit = server.storage
    .commit(changes({ events: [alertEvent(2, DAY, 'alert_created', 'waits')] }))
    .catch((error: unknown) => error)
  await until('it to wait', async () => {
    const [waiting] = await database.ask(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'
        AND application_name = 'watchfloor writes'`,
    )
    return waiting
  })
  const lost = await commit
  expect(lost).toBeInstanceOf(Unanswered)
  // It is there, as what readers may see, and nobody was told that it is safe.
  expect(await (lost as Unanswered).fate).toBe(true)
})
