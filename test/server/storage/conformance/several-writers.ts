import type { LoggedEvent } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { AlertRecord } from '../../../../server/src/alerts/record.ts'
import { NotOnDuty, Overtaken, Unanswered } from '../../../../server/src/storage/commit-errors.ts'
import type { Shared } from '../../../../server/src/storage/shared.ts'
import type { Storage } from '../../../../server/src/storage/storage.ts'
import { runs } from '../../../support/chance.ts'
import { alert, alertEvent, changes, DAY, printOf, sequences, silence, span } from './samples.ts'

export type SharedStore = Storage & { readonly shared: Shared }

/** An empty store that several servers may open, as often as they like. */
export interface SharedPlace {
  readonly open: () => Promise<SharedStore>
  /** What is asked next is lost: on its way, or the answer to it is, or it comes when nobody waits for it. */
  readonly lose?: (loss: 'request' | 'answer' | 'late') => void
}

/** What an engine of several servers has to prove beside. */
export function severalWriterTests(begin: () => Promise<SharedPlace>): void {
  test('whoever is behind is overtaken and keeps nothing, takes over what the others did, and goes on', async () => {
    const [a, b] = await two(await begin())
    await a.commit(
      changes({ events: [raised(1, 'x')], alerts: [alert('x')], silences: [silence('one'), silence('two')] }),
    )
    await expect(b.commit(changes({ events: [raised(1, 'y')], alerts: [alert('y')] }))).rejects.toThrow(
      Overtaken,
    )
    expect(await b.shared.catchUp({ hold: false })).toMatchObject({
      kind: 'ahead',
      events: [raised(1, 'x')],
      records: { alerts: [alert('x')], silences: [silence('one'), silence('two')], forgottenAlerts: [] },
      head: 1,
    })
    await b.commit(
      changes({ events: [raised(2, 'y')], forgottenSilences: ['one'], forgottenAlerts: [printOf('x')] }),
    )
    expect(await a.shared.catchUp({ hold: false })).toMatchObject({
      kind: 'ahead',
      events: [raised(2, 'y')],
      records: { alerts: [], forgottenAlerts: [printOf('x')], silences: [], forgottenSilences: ['one'] },
      head: 2,
    })
    for (const store of [a, b]) expect(await store.shared.catchUp({ hold: false })).toEqual({ kind: 'same' })
  })

  test('while one holds the log nobody else commits; what waited is judged by what was done', async () => {
    const [a, b] = await two(await begin())
    expect(await a.shared.catchUp({ hold: true })).toEqual({ kind: 'same' })
    const waits = b.commit(changes({ events: [raised(1, 'b')] })).catch((error: unknown) => error)
    await a.commit(changes({ events: [raised(1, 'a')] }))
    expect(await waits).toBeInstanceOf(Overtaken)
    expect(await b.shared.catchUp({ hold: true })).toMatchObject({ kind: 'ahead', head: 1 })
    await b.shared.letGo()
    await a.commit(changes({ events: [raised(2, 'a')] }))
    expect(sequences(await b.events.readAfter(0, 10))).toEqual([1, 2])
  })

  test('what the clock does is kept of one only, and of the next when that one leaves', async () => {
    const [a, b] = await two(await begin())
    const [first, second] = a.shared.duty.isMine() ? [a, b] : [b, a]
    expect([first.shared.duty.isMine(), second.shared.duty.isMine()]).toEqual([true, false])
    await expect(second.commit(changes({ events: [raised(1, 'x')], onDuty: true }))).rejects.toThrow(
      NotOnDuty,
    )
    await first.commit(changes({ events: [raised(1, 'x')], onDuty: true }))
    await second.shared.catchUp({ hold: false })
    const taken = new Promise((resolve) =>
      second.shared.duty.onChange((isMine, why) => resolve([isMine, why])),
    )
    await first.close()
    expect(await taken).toEqual([true, 'left'])
    await second.commit(changes({ events: [raised(2, 'x')], onDuty: true }))
  })

  test('a server that starts beside another is in its term; one that starts alone begins its own', async () => {
    const place = await begin()
    const a = await place.open()
    onTestFinished(a.close)
    expect(await a.openTerm({ epoch: 'one', first: 1 })).toEqual({ epoch: 'one', first: 1 })
    const b = await place.open()
    await a.commit(changes({ events: [raised(1, 'x')] }))
    expect((await b.load(DAY, 10)).terms).toEqual([{ epoch: 'one', first: 1 }])
    expect(await b.openTerm({ epoch: 'two', first: 2 })).toEqual({ epoch: 'one', first: 1 })
    await b.close()
    await a.close()
    const c = await place.open()
    onTestFinished(c.close)
    await c.load(DAY, 10)
    expect(await c.openTerm({ epoch: 'three', first: 2 })).toEqual({ epoch: 'three', first: 2 })
  })

  test('whatever servers do at once: one log without holes, each reads what the others wrote, nothing refused is kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 20, maxLength: 60 }), async (doings) => {
        const place = await begin()
        const truth: Truth = { events: [], alerts: new Map(), commits: 0 }
        const nodes = (await two(place)).map((store) => new Node(store, truth))
        for (const one of doings) {
          const node = nodes[one.node]
          const other = nodes[1 - one.node]
          if (node === undefined || other === undefined) continue
          if (other.holds) await other.act({ ...one, what: one.what === 'letGo' ? 'letGo' : 'commit' })
          if (one.what === 'lose') place.lose?.(one.loss)
          await node.act(one.what === 'lose' ? { ...one, what: 'commit' } : one)
        }
        for (const node of nodes) {
          if (node.holds) await node.act({ what: 'letGo', name: 'a', events: 0, forgets: false })
          await node.takeOver(false)
        }
        const [a] = nodes
        const { head, alerts, recent } = (await a?.store.load(DAY, 10_000)) ?? {}
        expect([head, recent]).toEqual([truth.events.length, truth.events])
        expect(new Map(alerts?.map((one) => [one.fingerprint, one]))).toEqual(truth.alerts)
        for (const { store } of nodes) await store.close()
      }),
      { numRuns: runs(4) },
    )
  })
}

const doing = fc.record({
  node: fc.nat(1),
  what: fc.constantFrom('commit', 'commit', 'commit', 'look', 'hold', 'letGo', 'lose'),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  events: fc.nat(3),
  forgets: fc.boolean(),
  loss: fc.constantFrom('request', 'answer', 'late'),
})

interface Doing {
  readonly what: string
  readonly name: string
  readonly events: number
  readonly forgets: boolean
}

/** What is kept, as everybody must see it. */
interface Truth {
  readonly events: LoggedEvent[]
  readonly alerts: Map<string, AlertRecord>
  commits: number
}

/** One server: what it believes, which is what it has taken over. */
class Node {
  readonly store: SharedStore
  readonly #truth: Truth
  #commits = 0
  #sequence = 0
  #alerts = new Map<string, AlertRecord>()
  holds = false

  constructor(store: SharedStore, truth: Truth) {
    this.store = store
    this.#truth = truth
  }

  async act(one: Doing): Promise<void> {
    if (one.what === 'look') return this.takeOver(false)
    if (one.what === 'hold') return this.takeOver(true)
    if (one.what === 'letGo') {
      this.holds = false
      return this.store.shared.letGo()
    }
    await this.#commit(one)
  }

  async #commit({ name, events: count, forgets }: Doing): Promise<void> {
    const events = span(this.#sequence + 1, this.#sequence + count)
      .slice(0, count)
      .map((sequence) => raised(sequence, `${name} ${this.#truth.commits} "\\é\n`))
    const record = alert(name, { sequence: this.#sequence, updatedAt: this.#truth.commits })
    const written = forgets ? { forgottenAlerts: [record.fingerprint] } : { alerts: [record] }
    const isBehind = this.#commits !== this.#truth.commits
    this.holds = false
    const said = await this.store.commit(changes({ events, ...written })).catch((error: unknown) => error)
    const isKept = said === undefined || (said instanceof Unanswered && (await said.fate))
    if (isBehind) expect(isKept).toBe(false)
    if (said instanceof Overtaken) expect(isBehind).toBe(true)
    if (!isKept) {
      // Another that changes nothing was put in its place.
      if (said instanceof Unanswered && !isBehind) this.#commits = ++this.#truth.commits
      return
    }
    this.#truth.commits++
    this.#truth.events.push(...events)
    if (forgets) this.#truth.alerts.delete(record.fingerprint)
    else this.#truth.alerts.set(record.fingerprint, record)
    this.#commits = this.#truth.commits
    this.#sequence += count
    this.#alerts = new Map(this.#truth.alerts)
  }

  async takeOver(hold: boolean): Promise<void> {
    const { shared } = this.store
    const found = await shared.catchUp({ hold }).catch(() => shared.catchUp({ hold }))
    this.holds = hold && found.kind !== 'anew'
    expect(found.kind).not.toBe('anew')
    if (found.kind === 'ahead') {
      expect(found.events).toEqual(this.#truth.events.slice(this.#sequence))
      for (const one of found.records.alerts) this.#alerts.set(one.fingerprint, one)
      for (const key of found.records.forgottenAlerts) this.#alerts.delete(key)
      this.#sequence = found.head
    }
    this.#commits = this.#truth.commits
    expect(this.#sequence).toBe(this.#truth.events.length)
    expect(this.#alerts).toEqual(this.#truth.alerts)
  }
}

function raised(sequence: number, name: string): LoggedEvent {
  return alertEvent(sequence, DAY + sequence, 'alert_created', name)
}

/** Two servers that have started on it. */
async function two(place: SharedPlace): Promise<[SharedStore, SharedStore]> {
  const start = async (epoch: string): Promise<SharedStore> => {
    const store = await place.open()
    onTestFinished(store.close)
    await store.load(DAY, 100)
    await store.openTerm({ epoch, first: 1 })
    return store
  }
  return [await start('one'), await start('two')]
}
