import { expect, onTestFinished, test } from 'vitest'
import { Overtaken, Unanswered } from '../../../../server/src/storage/commit-errors.ts'
import type { Place } from '../../../../server/src/storage/postgres/place.ts'
import { openPostgres, type SharedStorage } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import type { Storage } from '../../../../server/src/storage/storage.ts'
import { startLosingProxy } from '../../../support/network/losing-proxy.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { until } from '../../../support/until.ts'
import { alert, changes, DAY, firings, sequences, span } from '../conformance/samples.ts'

const postgres = sharedPostgres()

async function open(place: Place): Promise<SharedStorage> {
  const storage = await openPostgres(place)
  onTestFinished(storage.close)
  return storage
}

/** What becomes of a commit of one event: `kept` or `refused`, once that is known. */
async function fateOf(storage: Storage, sequence: number): Promise<'kept' | 'refused' | 'answered'> {
  try {
    await storage.commit(changes({ events: firings(sequence, sequence), alerts: [alert(`a${sequence}`)] }))
    return 'answered'
  } catch (error) {
    return error instanceof Unanswered && (await error.fate) ? 'kept' : 'refused'
  }
}

async function logOf(storage: Storage): Promise<readonly number[]> {
  const events = sequences(await storage.events.readAfter(0, 10_000))
  const { head, alerts } = await storage.load(DAY, 0)
  expect([head, alerts.length]).toEqual([events.at(-1) ?? 0, events.length])
  return events
}

test('a commit whose answer is lost counts, and one that was lost on its way does not; the next follows', async () => {
  const proxy = await startLosingProxy(postgres().port, 'watchfloor writes')
  const storage = await open({ ...(await postgres().newPlace()), port: proxy.port })
  await storage.openTerm({ epoch: 'one', first: 1 })
  expect(await fateOf(storage, 1)).toBe('answered')
  void proxy.loseNext('answer')
  expect(await fateOf(storage, 2)).toBe('kept')
  expect(await fateOf(storage, 3)).toBe('answered')
  void proxy.loseNext('request')
  expect(await fateOf(storage, 4)).toBe('refused')
  expect(await fateOf(storage, 4)).toBe('answered')
  expect(await logOf(storage)).toEqual(span(1, 4))
})

test('a commit that arrives when it was given up changes nothing any more', async () => {
  const proxy = await startLosingProxy(postgres().port, 'watchfloor writes')
  const storage = await open({ ...(await postgres().newPlace()), port: proxy.port })
  expect(await fateOf(storage, 1)).toBe('answered')
  void proxy.loseNext('late')
  expect(await fateOf(storage, 2)).toBe('refused')
  await proxy.deliver()
  expect(await logOf(storage)).toEqual([1])
  expect(await fateOf(storage, 2)).toBe('answered')
  expect(await logOf(storage)).toEqual([1, 2])
})

test('while it is not known whether a commit counts, nothing else is written', async () => {
  const proxy = await startLosingProxy(postgres().port, 'watchfloor writes')
  const storage = await open({ ...(await postgres().newPlace()), port: proxy.port })
  await storage.openTerm({ epoch: 'one', first: 1 })
  const lost = proxy.loseNext('answer')
  const first = storage.commit(changes({ events: firings(1, 1) })).catch((error: unknown) => error)
  const second = storage.commit(changes({ events: firings(1, 1) }))
  await expect(second).rejects.toThrow('was lost while it was asked to commit')
  await lost
  expect(await ((await first) as Unanswered).fate).toBe(true)
  await storage.commit(changes({ events: firings(2, 2) }))
  expect(sequences(await storage.events.readAfter(0, 10))).toEqual([1, 2])
})

test('S13: killed and started again, frozen and going on: what was answered is there, once, and in order', async () => {
  const storage = await open(await postgres().newPlace({ patience: 1_000 }))
  const fates = new Map<string, number>()
  let next = 1
  let isOver = false
  const writing = (async () => {
    while (!isOver) {
      const fate = await fateOf(storage, next)
      // What is refused at once must not keep all else from being done.
      await new Promise(setImmediate)
      fates.set(fate, (fates.get(fate) ?? 0) + 1)
      if (fate !== 'refused') next++
    }
  })()
  const count = (fate: string): number => fates.get(fate) ?? 0
  const more = (fate: string): Promise<true> => {
    const before = count(fate)
    return until(`more that is ${fate}`, () => (count(fate) > before ? true : undefined))
  }
  onTestFinished(() => {
    isOver = true
  })
  await more('answered')
  // A commit that is under way is waited for until it is known what became of it.
  await postgres().stop('SIGKILL')
  await postgres().start()
  await more('answered')
  await postgres().freeze()
  // Longer than anybody is patient.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await postgres().goOn()
  await more('answered')
  isOver = true
  await writing
  expect(await logOf(storage)).toEqual(span(1, next - 1))
  expect(next - 1).toBe(count('answered') + count('kept'))
})

test('a log in another timeline goes on in a new term, whoever notices; what it lost is counted', async () => {
  const place = await postgres().newPlace()
  const first = await open(place)
  await first.openTerm({ epoch: 'one', first: 1 })
  const second = await open(place)
  await second.load(DAY, 100)
  await second.openTerm({ epoch: 'two', first: 1 })
  await first.shared.catchUp({ hold: false })
  await first.commit(changes({ events: firings(1, 3) }))
  const head = `${place.schema}.log_head`
  const [was] = await postgres().ask(`SELECT * FROM ${head}`, place.database)
  await first.commit(changes({ events: firings(4, 4) }))
  expect(await second.shared.catchUp({ hold: false })).toMatchObject({ kind: 'ahead', head: 4 })
  // As a standby is that lacked the last commit, once it was promoted.
  await postgres().ask(
    `UPDATE ${head} SET sequence = 3, commit_id = '${was?.commit_id}', commit_number = ${was?.commit_number},
        timeline = 0;
      DELETE FROM ${place.schema}.events WHERE sequence = 4;
      DELETE FROM ${place.schema}.commits WHERE n > ${was?.commit_number}`,
    place.database,
  )
  await expect(first.commit(changes({ events: firings(5, 5) }))).rejects.toThrow(Overtaken)
  // One that only reads finds it out as well.
  const read = await second.shared.catchUp({ hold: false })
  expect(read).toMatchObject({ kind: 'anew', lost: 1, stored: { head: 3 } })
  const turned = await first.shared.catchUp({ hold: true })
  expect(turned).toMatchObject({ kind: 'anew', lost: 1 })
  const terms = turned.kind === 'anew' ? turned.stored.terms : []
  expect(terms).toHaveLength(2)
  expect(terms.at(-1)).toMatchObject({ first: 4 })
  expect(read.kind === 'anew' && read.stored.terms).toEqual(terms)
  await first.commit(changes({ events: firings(4, 5) }))
  expect(await second.shared.catchUp({ hold: false })).toMatchObject({ kind: 'ahead', events: firings(4, 5) })
})

test('who is further behind than is remembered reads everything anew, and has lost nothing', async () => {
  const place = await postgres().newPlace()
  const [first, second] = [await open(place), await open(place)]
  for (const each of [first, second]) {
    await each.load(DAY, 100)
    await each.openTerm({ epoch: 'one', first: 1 })
  }
  await first.commit(changes({ events: firings(1, 1), alerts: [alert('a1')] }))
  await first.commit(changes({ events: firings(2, 2), alerts: [alert('a2')] }))
  expect(await first.shared.trim()).toBe(0)
  await postgres().ask(`UPDATE ${place.schema}.commits SET at = at - interval '1 hour'`, place.database)
  expect(await first.shared.trim()).toBe(2)
  expect(await second.shared.catchUp({ hold: false })).toMatchObject({
    kind: 'anew',
    lost: 0,
    stored: { head: 2, recent: firings(1, 2), terms: [{ epoch: 'one', first: 1 }] },
  })
  for (const each of [first, second])
    expect(await each.shared.catchUp({ hold: true })).toEqual({ kind: 'same' })
})

test('what a server wrote that knew of no others is not passed over, also when others wrote behind it', async () => {
  const place = await postgres().newPlace()
  const [first, second] = [await open(place), await open(place)]
  for (const each of [first, second]) {
    await each.load(DAY, 100)
    await each.openTerm({ epoch: 'one', first: 1 })
  }
  await first.commit(changes({ events: firings(1, 1), alerts: [alert('a1')] }))
  expect(await second.shared.catchUp({ hold: false })).toMatchObject({ kind: 'ahead' })
  // As the version before did: the head bears another name, and no row tells of it.
  const { schema, database } = place
  await postgres().ask(
    `UPDATE ${schema}.log_head SET commit_id = 'older'; DELETE FROM ${schema}.alerts`,
    database,
  )
  expect(await first.shared.catchUp({ hold: false })).toMatchObject({
    kind: 'anew',
    lost: 0,
    stored: { alerts: [] },
  })
  await first.commit(changes({ events: firings(2, 2), alerts: [alert('a2')] }))
  expect(await second.shared.catchUp({ hold: false })).toMatchObject({
    kind: 'anew',
    lost: 0,
    stored: { head: 2, alerts: [alert('a2')] },
  })
  await second.commit(changes({ events: firings(3, 3) }))
  expect(await first.shared.catchUp({ hold: false })).toMatchObject({ kind: 'ahead', head: 3 })
})

test('whoever holds the log and vanishes lets the others go on, and keeps nothing', async () => {
  const place = await postgres().newPlace()
  const proxy = await startLosingProxy(postgres().port, 'watchfloor writes')
  const first = await open({ ...place, port: proxy.port })
  await first.load(DAY, 100)
  await first.openTerm({ epoch: 'one', first: 1 })
  const second = await open(place)
  await second.load(DAY, 100)
  await second.openTerm({ epoch: 'one', first: 1 })
  // What is asked of the transaction never arrives, and the way there stays open for the database.
  await first.shared.catchUp({ hold: true })
  void proxy.loseNext('late')
  expect(await fateOf(first, 1)).toBe('refused')
  await second.commit(changes({ events: firings(1, 1), alerts: [alert('a1')] }))
  expect(await first.shared.catchUp({ hold: true })).toMatchObject({ kind: 'ahead', head: 1 })
  await first.commit(changes({ events: firings(2, 2), alerts: [alert('a2')] }))
  expect(await logOf(second)).toEqual([1, 2])
})

test('a database that cannot be reached, and then can, is written again by itself', async () => {
  const place = await postgres().newPlace()
  const storage = await open(place)
  await storage.commit(changes({ events: firings(1, 1) }))
  await postgres().stop()
  for (let n = 0; n < 2; n++)
    await expect(storage.commit(changes({ events: firings(2, 2) }))).rejects.toThrow(/database/)
  await postgres().start()
  expect(
    await until('a commit', async () => ((await fateOf(storage, 2)) === 'answered' ? true : undefined)),
  ).toBe(true)
})

test('a store is closed though its database does not answer any more', async () => {
  const storage = await openPostgres(await postgres().newPlace({ patience: 500 }))
  await storage.commit(changes({ events: firings(1, 1) }))
  await storage.events.readAfter(0, 1)
  await storage.past.activity(DAY, DAY + 1, 1)
  await postgres().freeze()
  onTestFinished(postgres().goOn)
  const commit = storage.commit(changes({ events: firings(2, 2) })).catch((error: unknown) => error)
  const read = storage.past.activity(DAY, DAY + 1, 1).catch(() => undefined)
  await storage.close()
  const lost = (await commit) as Unanswered
  // It is not known, and nobody looks any more.
  expect([lost.message, await lost.fate]).toEqual([expect.stringContaining('did not answer'), false])
  await read
})

test('a look at a database that does not answer is given up in time, and so is the start of one', async () => {
  const place = await postgres().newPlace({ patience: 500 })
  const storage = await open(place)
  await storage.openTerm({ epoch: 'one', first: 1 })
  await postgres().freeze()
  onTestFinished(postgres().goOn)
  await expect(storage.shared.catchUp({ hold: false })).rejects.toThrow('did not answer within 500 ms')
  await expect(storage.load(DAY, 10)).rejects.toThrow('cannot be reached')
  await postgres().goOn()
  expect(await until('a look', () => storage.shared.catchUp({ hold: false }).catch(() => undefined))).toEqual(
    {
      kind: 'same',
    },
  )
})
