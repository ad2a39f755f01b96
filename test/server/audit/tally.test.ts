import { expect, test } from 'vitest'
import { type Actor, nobodyAt } from '../../../server/src/audit/actor.ts'
import { IngestTally } from '../../../server/src/audit/ingest-tally.ts'
import { Tally } from '../../../server/src/audit/tally.ts'

const MINUTE = 60_000
const ana: Actor = {
  credential: 'token:a',
  subject: 'token:a',
  name: 'Ana',
  role: 'viewer',
  address: '10.0.0.1',
}

const tried = (who: Actor, what = 'purge') => ({
  who,
  what,
  result: 'forbidden' as const,
  route: `POST /${what}`,
})

test('what is refused again and again is one entry a minute, with how often, when, and on what', () => {
  const tally = new Tally()
  for (let n = 0; n < 1_000; n++) tally.note({ ...tried(ana), on: { alerts: `alert${n % 3}` } }, n * 10)
  expect(tally.take(MINUTE - 1)).toEqual([])
  const taken = tally.take(MINUTE)
  expect(taken.map(({ draft }) => draft)).toMatchObject([
    {
      who: ana,
      what: 'purge',
      result: 'forbidden',
      alerts: { ids: ['alert0', 'alert1', 'alert2'], count: 3 },
      repeated: { count: 1_000, first: '1970-01-01T00:00:00.000Z', last: '1970-01-01T00:00:09.990Z' },
    },
  ])
  // What could not be written is counted on.
  for (const { giveBack } of taken) giveBack()
  tally.note(tried(ana), MINUTE)
  expect(tally.take(3 * MINUTE)[0]?.draft.repeated?.count).toBe(1_001)
})

test('strangers from everywhere, for a day, write a bounded number of entries, and crowd nobody else out', () => {
  const tally = new Tally()
  let [written, requests] = [0, 0]
  for (let minute = 0; minute < 24 * 60; minute++) {
    for (let n = 0; n < 100; n++) {
      const address = `2001:db8:${(requests++ % 65_536).toString(16)}:${n.toString(16)}::1`
      tally.note(
        { ...tried(nobodyAt(address, 'one'), 'session.open'), result: 'unauthorized' },
        minute * MINUTE,
      )
    }
    tally.note(tried(ana), minute * MINUTE)
    const drafts = tally.take((minute + 1) * MINUTE).map(({ draft }) => draft)
    written += drafts.length - 1
    expect(drafts.filter(({ who }) => who.name === 'Ana')).toHaveLength(1)
    expect(drafts.length).toBeLessThanOrEqual(42)
  }
  expect(written).toBeLessThan(12_000)
})

test('one who is recognised and tries everything is bounded by themselves', () => {
  const tally = new Tally()
  for (let n = 0; n < 500; n++) tally.note(tried(ana, `what${n}`), 0)
  tally.note(tried({ ...ana, credential: 'token:b', name: 'Bo' }), 0)
  const drafts = tally.take(MINUTE).map(({ draft }) => draft)
  expect(drafts).toHaveLength(22)
  expect(drafts.reduce((sum, { repeated }) => sum + (repeated?.count ?? 0), 0)).toBe(501)
})

test('what is sent is counted by credential and minute, ten minutes an entry', () => {
  const tally = new IngestTally()
  for (let second = 0; second < 600; second++)
    tally.note(ana, second % 100 === 0 ? undefined : { accepted: 2, rejected: 1 }, second * 1_000)
  expect(tally.take(9 * MINUTE)).toEqual([])
  const [taken, ...others] = tally.take(10 * MINUTE)
  expect(others).toEqual([])
  const { minutes = [] } = (taken?.draft.detail ?? {}) as { readonly minutes?: readonly object[] }
  expect(minutes).toHaveLength(10)
  expect(minutes[1]).toEqual({
    at: '1970-01-01T00:01:00.000Z',
    requests: 60,
    accepted: 118,
    rejected: 59,
    refused: 1,
  })
})
