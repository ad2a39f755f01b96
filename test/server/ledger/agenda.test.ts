import { expect, test } from 'vitest'
import { Agenda, NEVER, type Planned } from '../../../server/src/ledger/agenda.ts'

const planned = (key: string): Planned => ({ key, due: NEVER })

test('what is rescheduled is taken when it falls due, and once', () => {
  const agenda = new Agenda(0)
  const [a, b] = [planned('a'), planned('b')]
  agenda.schedule(a, 3_000)
  agenda.schedule(b, 2_500)
  agenda.schedule(a, 5_000)
  agenda.schedule(a, 3_000)
  expect(agenda.take(2_000)).toEqual([])
  expect(agenda.take(3_000).toSorted()).toEqual(['a', 'b'])
  expect(agenda.take(10_000)).toEqual([])
})

test('what is not to be looked at any more is not', () => {
  const agenda = new Agenda(0)
  const gone = planned('gone')
  agenda.schedule(gone, 1_000)
  gone.due = NEVER
  expect(agenda.take(5_000)).toEqual([])
})

test('a clock that is set back has everything looked at, each once', () => {
  const agenda = new Agenda(1_000_000)
  const [a, b] = [planned('a'), planned('b')]
  for (const at of [2_000_000, 3_000_000, 2_000_000]) agenda.schedule(a, at)
  agenda.schedule(b, 4_000_000)
  expect(agenda.take(500_000).toSorted()).toEqual(['a', 'b'])
  agenda.schedule(a, 600_000)
  expect(agenda.take(600_000)).toEqual(['a'])
})

test('whoever reschedules the same again and again fills no memory until it falls due', () => {
  const agenda = new Agenda(0)
  const AN_HOUR = 3_600_000
  const others = Array.from({ length: 5_000 }, (_, n) => planned(`other ${n}`))
  for (const other of others) agenda.schedule(other, AN_HOUR)
  const one = planned('one')
  for (let n = 0; n < 200_000; n++) agenda.schedule(one, AN_HOUR + 1_000 * (n % 2))
  expect(agenda.entries).toBeLessThanOrEqual(2 * others.length + 2_000)
  expect(agenda.take(AN_HOUR + 1_000).length).toBe(others.length + 1)
  expect(agenda.entries).toBe(0)
})
