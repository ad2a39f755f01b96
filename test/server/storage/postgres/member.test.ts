import { expect, onTestFinished, test } from 'vitest'
import { Connection } from '../../../../server/src/storage/postgres/connection.ts'
import { Member } from '../../../../server/src/storage/postgres/member.ts'
import { migrate } from '../../../../server/src/storage/postgres/migrate.ts'
import type { Place } from '../../../../server/src/storage/postgres/place.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { until } from '../../../support/until.ts'

const postgres = sharedPostgres()

async function newPlace(): Promise<Place> {
  const place = await postgres().newPlace()
  const connection = await Connection.open(place, 'writes')
  await migrate(connection, place)
  await connection.end()
  return place
}

async function join(place: Place, name: string): Promise<Member> {
  const member = new Member(place, { id: `id-${name}`, name, url: '', version: '1' })
  onTestFinished(() => member.close())
  await member.start()
  return member
}

const namesSeen = ({ nodes }: Member) => nodes.seen()?.rows.map(({ name }) => name)

/** Resolves when it has the duty, with why it got it. */
function dutyOf({ duty }: Member): Promise<string> {
  return new Promise((resolve) => {
    const stop = duty.onChange((isMine, why) => {
      if (!isMine) return
      stop()
      resolve(why)
    })
  })
}

test('the first has the duty when it has started, the next learns of it, and gets the duty at once when it leaves', async () => {
  const place = await newPlace()
  const a = await join(place, 'a')
  expect(a.duty.isMine()).toBe(true)
  const b = await join(place, 'b')
  expect([b.duty.isMine(), namesSeen(b), b.nodes.seen()?.keeper]).toEqual([false, ['a', 'b'], 'id-a'])
  const taken = dutyOf(b)
  await a.close()
  expect(a.duty.isMine()).toBe(false)
  expect(await taken).toBe('left')
  expect([b.duty.isMine(), namesSeen(b)]).toEqual([true, ['b']])
})

test('one that is not heard of any more loses the duty, before another has it, and finds that when it is back', async () => {
  const place = await newPlace()
  const a = await join(place, 'a')
  const b = await join(place, 'b')
  const asked: boolean[] = []
  b.duty.onChange(() => asked.push(a.duty.isMine()))
  // Its row is locked, as by a network that takes its words and no answers: they are given up and tried anew.
  const lock = await Connection.open(place, 'nodes')
  await lock.ask({ text: 'BEGIN' }, 1_000)
  await lock.ask({ text: `SELECT FROM nodes WHERE id = 'id-a' FOR NO KEY UPDATE` }, 1_000)
  await until('the duty to be lost', () => (a.duty.isMine() ? undefined : true))
  await lock.ask({ text: `UPDATE nodes SET seen = seen - 60000 WHERE id = 'id-a'` }, 1_000)
  await lock.ask({ text: 'COMMIT' }, 1_000)
  await lock.end()
  await until('somebody to have it', () => (a.duty.isMine() || b.duty.isMine() ? true : undefined))
  // Whoever was first; the other has not.
  expect(a.duty.isMine() && b.duty.isMine()).toBe(false)
  expect(asked).not.toContain(true)
})

test('of many that find the duty free together, one takes it', async () => {
  const place = await newPlace()
  const members = await Promise.all(['a', 'b', 'c', 'd'].map((name) => join(place, name)))
  expect(members.filter(({ duty }) => duty.isMine())).toHaveLength(1)
  const [head] = await postgres().ask(`SELECT keeper_term FROM ${place.schema}.log_head`, place.database)
  expect(head).toEqual({ keeper_term: '1' })
})

test('what one says of itself reaches the others, its askers also when they change and when its row was lost', async () => {
  const place = await newPlace()
  const a = await join(place, 'a')
  let askers = 'first'
  a.nodes.tell(() => ({ report: '{"sequence":1}', askers }))
  const b = await join(place, 'b')
  const wordsOf = () => b.nodes.seen()?.rows.find(({ name }) => name === 'a')
  await until('the first words', () => (wordsOf()?.askers === 'first' ? true : undefined))
  expect(wordsOf()?.report).toBe('{"sequence":1}')
  askers = 'second'
  await until('the second words', () => (wordsOf()?.askers === 'second' ? true : undefined))
  const started = wordsOf()?.started ?? 0
  await postgres().ask(`DELETE FROM ${place.schema}.nodes`, place.database)
  const isNew = (): boolean => (wordsOf()?.started ?? 0) > started
  await until('the words of the new row', () =>
    isNew() && wordsOf()?.askers === 'second' ? true : undefined,
  )
})

test('one asks another, and hears from nobody that is not there', async () => {
  const place = await newPlace()
  const a = await join(place, 'a')
  const b = await join(place, 'b')
  b.nodes.answer(async (question) => `heard: ${question}`)
  const asked = ['Ünd \\ "x"', 'two', 'three'].map((question) => a.nodes.ask('id-b', question, 10_000))
  expect(await Promise.all(asked)).toEqual(['heard: Ünd \\ "x"', 'heard: two', 'heard: three'])
  expect(await a.nodes.ask('id-c', 'anybody?', 300)).toBeUndefined()
})

test('a database that is away is found again, and the duty with it', async () => {
  const place = await newPlace()
  const a = await join(place, 'a')
  const back = new Promise<string>((resolve) => {
    a.duty.onChange((isMine, why) => {
      if (isMine) resolve(why)
    })
  })
  await postgres().freeze()
  await until('the duty to end', () => (a.duty.isMine() ? undefined : true))
  await postgres().goOn()
  expect(await back).toBe('vanished')
})

test('an answer that came while this process stood still is read, and not taken for none', async () => {
  const connection = await Connection.open(await postgres().newPlace(), 'nodes')
  onTestFinished(() => connection.cut())
  const asked = connection.ask({ text: 'SELECT 1 AS one FROM pg_sleep(0.1)' }, 400)
  // It was sent, and then there is no processor for this process, which goes on with its timers.
  await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise(setImmediate)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500)
  expect(await asked).toEqual([{ one: 1 }])
  expect(connection.isGone).toBe(false)
})
