import { type Alert, formatTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { boardOf, deskRig } from './desk-rig.ts'

type Desk = ReturnType<typeof deskRig>

const MIN = 60_000
const ANA = { name: 'Ana', at: '2026-11-24T03:00:00.000Z', until: 'resolved' } as const

/** One alert on a desk that begins and ceases to fire, as a server tells it: from the third life on it is an episode. */
function flapper(desk: Desk, labels: Readonly<Record<string, string>> = {}) {
  const since = formatTime(desk.wall())
  let alert = desk.alert(labels)
  let lives = 0
  let first: string | undefined
  const episode = (): Partial<Alert> => {
    if (lives < 3) return {}
    return {
      flapping: lives,
      first_life: first ?? alert.life,
      episode: { since, lives, changed_at: formatTime(desk.wall()) },
    }
  }
  const begin = (): void => {
    lives++
    const { acknowledged_by, silenced_by } = alert
    alert = { ...desk.alert(labels), acknowledged_by, silenced_by }
    if (lives === 3) first = alert.life
    alert = { ...alert, ...episode() }
    desk.change(lives === 1 ? 'alert_created' : 'alert_firing', alert)
  }
  const cease = (): void => {
    alert = { ...alert, ...episode(), status: 'resolved', ends_at: formatTime(desk.wall()) }
    desk.change('alert_resolved', alert)
  }
  return {
    begin,
    cease,
    /** A minute on, a minute off. */
    flap: (times: number): void => {
      for (let n = 0; n < times; n++) {
        begin()
        desk.pass(MIN)
        cease()
        desk.pass(MIN)
      }
    },
    /** Nothing changed for a quarter of an hour. */
    calm: (): void => {
      const { episode: _over, ...rest } = alert
      alert = { ...rest, flapping: 0 }
      desk.change('alert_updated', alert)
    },
    change: (type: Parameters<Desk['change']>[0], change: Partial<Alert>, by?: string): void => {
      alert = { ...alert, ...change }
      desk.change(type, alert, by)
    },
    now: () => alert,
  }
}

test('S24: a critical that turns out to flap is told once with a sound, then with one in 30 minutes while nobody has it', () => {
  const desk = deskRig()
  desk.meet()
  const one = flapper(desk)
  one.flap(2)
  expect(desk.shown()).toEqual([
    '♪ Critical · PaymentsDown',
    'Resolved after 1 min · PaymentsDown',
    '♪ Critical · PaymentsDown',
    'Resolved after 1 min · PaymentsDown',
  ])
  one.flap(15)
  expect(desk.shown()).toEqual(['♪ Flapping: Critical · PaymentsDown'])
  one.begin()
  expect(desk.notified()).toMatchObject([
    {
      row: {
        kind: 'alert',
        reason: 'flapping',
        body: 'eu-1: 3 of 4 targets down. 18 times in 34 min. Nobody has it.',
      },
      content: { is_silent: false },
    },
  ])
  // All of it is one row, which knows the life that it is in.
  expect(desk.rows().filter(({ reason }) => reason === 'flapping')).toHaveLength(2)
  expect(desk.rows().at(-1)).toMatchObject({ alerts: [{ life: one.now().life }] })
})

test('S24: a high one that flaps is told without a sound, once', () => {
  const desk = deskRig()
  desk.meet()
  const one = flapper(desk, { severity: 'high' })
  one.flap(2)
  desk.shown()
  one.flap(40)
  expect(desk.shown()).toEqual(['Flapping: High · PaymentsDown'])
  // Its row says how it stands, all the same.
  expect(desk.rows().at(-1)).toMatchObject({
    body: 'eu-1: 3 of 4 targets down. 42 times in 1 h 22 min. Nobody has it.',
  })
})

test('S10: its end is told once, when it is calm; a quiet moment is no end', () => {
  const desk = deskRig()
  desk.meet()
  const one = flapper(desk)
  one.flap(5)
  desk.shown()
  desk.pass(14 * MIN)
  expect(desk.shown()).toEqual([])
  one.calm()
  expect(desk.notified()).toMatchObject([
    {
      content: { title: 'Resolved after 9 min · PaymentsDown', is_silent: true },
      row: { body: 'Fired 5 times, calm for 15 min. Silent notice. Reason you were told: Inbox.' },
    },
  ])
  desk.pass(10 * MIN)
  expect(desk.shown()).toEqual([])
})

test('S10: one that still fires when it is calm is an ordinary alert, with its repeats', () => {
  const desk = deskRig()
  desk.meet()
  const one = flapper(desk)
  one.flap(4)
  one.begin()
  desk.shown()
  desk.pass(15 * MIN)
  expect(desk.shown()).toEqual([])
  one.calm()
  expect(desk.shown()).toEqual([])
  desk.pass(5 * MIN)
  expect(desk.shown()).toEqual(['♪ Still critical, 20 min · PaymentsDown'])
})

test('S9, S10: taken in a quiet moment it is nobody’s need any more, whatever life it is in; given back it is news', () => {
  const desk = deskRig()
  desk.meet()
  const one = flapper(desk)
  one.flap(3)
  one.change('alert_acknowledged', { acknowledged_by: { ...ANA, name: 'Tom' } }, 'Tom')
  expect(desk.effects.at(-1)).toMatchObject({ type: 'withdraw', outcome: 'acknowledged' })
  desk.shown()
  one.flap(40)
  expect(desk.shown()).toEqual([])
  one.change('alert_unacknowledged', { acknowledged_by: null }, 'Tom')
  expect(desk.shown()).toEqual(['♪ Flapping: Critical · PaymentsDown'])
})

test('S24: a silence that hides it hides all of it', () => {
  const desk = deskRig()
  desk.meet()
  const one = flapper(desk)
  one.flap(3)
  desk.shown()
  one.change('alert_silenced', { silenced_by: ['one'] })
  one.flap(40)
  expect(desk.shown()).toEqual([])
})

test('S26: after a restart an episode that was told is told no second time, whatever life it is in by then', () => {
  const before = deskRig()
  before.meet()
  const one = flapper(before)
  one.flap(4)
  const rows = before.rows().map((row) => ({ ...row, outcome: 'shown' as const }))
  one.begin()
  const desk = deskRig({ saved: boardOf([]), savedAt: before.wall(), rows })
  desk.freshness('catching_up')
  desk.fire(one.now())
  desk.freshness('live')
  expect(desk.shown()).toEqual([])
})

test('a critical is told again when it has waited for 5 minutes itself, not because another has', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({ service: 'a' }))
  desk.pass(2.5 * MIN)
  desk.fire(desk.alert({ alertname: 'Other', service: 'b' }))
  desk.shown()
  desk.pass(2.5 * MIN)
  expect(desk.shown()).toEqual(['♪ Still critical, 5 min · PaymentsDown'])
  desk.pass(2.5 * MIN)
  // By now both have waited, and from then on they are told together.
  expect(desk.shown()).toEqual(['♪ Still critical, 7 min · 2 alerts'])
  desk.pass(4 * MIN)
  expect(desk.shown()).toEqual([])
  desk.pass(MIN)
  expect(desk.shown()).toEqual(['♪ Still critical, 12 min · 2 alerts'])
})

test('of a group the one that waited longest counts, and a younger one is not called old for it', () => {
  const desk = deskRig()
  desk.meet()
  const old = desk.alert({ instance: '1' })
  desk.fire(old)
  desk.pass(3 * MIN)
  desk.fire(desk.alert({ instance: '2' }))
  desk.shown()
  desk.resolve(old)
  desk.pass(2.5 * MIN)
  expect(desk.shown()).toEqual([])
  desk.pass(2.5 * MIN)
  expect(desk.shown()).toEqual(['♪ Still critical, 5 min · PaymentsDown'])
})
