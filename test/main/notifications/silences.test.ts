import { type Event, formatTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { deskRig, EPOCH } from './desk-rig.ts'

type Rig = ReturnType<typeof deskRig>
let sequence = 10_000

function put(rig: Rig, event: object): void {
  const head = {
    id: `event-${++sequence}`,
    timestamp: formatTime(rig.wall()),
    epoch: EPOCH,
    sequence,
    prev: sequence - 1,
  }
  rig.take({ type: 'events', events: [{ ...head, ...event } as unknown as Event] })
}
const notice = (kind: string, extra: object = {}) => ({
  type: 'system_notification',
  source: 'system',
  data: { level: 'warning', message: 'the silence “rollout” ends in 15 min', kind, silence: 's1' },
  ...extra,
})
const changed = (state: string, end_told?: string) => ({
  type: 'silence_updated',
  source: 'silence_manager',
  data: { id: 's1', state, ...(end_told === undefined ? {} : { end_told }) },
})

function started(options: Parameters<typeof deskRig>[0] = {}): Rig {
  const rig = deskRig(options)
  rig.meet()
  return rig
}

test('a silence that ends soon is told with a sound, and taken back when it has another end or is over', () => {
  const rig = started()
  put(rig, changed('active', 'soon'))
  put(rig, notice('silence_ends'))
  put(rig, changed('active', 'soon'))
  expect(rig.shown()).toEqual(['♪ A silence ends soon'])
  put(rig, changed('active'))
  expect(rig.effects.splice(0)).toEqual([expect.objectContaining({ type: 'withdraw', key: 'silence s1' })])
  put(rig, notice('silence_hides_much'))
  expect(rig.shown()).toEqual(['A silence hides much of the board'])
  put(rig, changed('expired'))
  expect(rig.effects.splice(0)).toEqual([expect.objectContaining({ type: 'withdraw', key: 'silence s1' })])
})

test('it is held back by a pause and by quiet hours, with the reason, and what is old is only listed', () => {
  const rig = started()
  rig.set({ paused_until: rig.wall() + 600_000 })
  put(rig, notice('silence_ends'))
  expect(rig.shown()).toEqual([])
  expect(rig.rows().at(-1)).toMatchObject({ kind: 'silence', decision: 'hold', reason: 'paused' })
  put(rig, notice('silence_ends', { timestamp: formatTime(rig.wall() - 3_600_000) }))
  expect(rig.rows().at(-1)).toMatchObject({ kind: 'silence', decision: 'fold', reason: 'in_digest' })
  put(rig, { ...notice('silence_ends'), data: { level: 'info', message: 'by the way' } })
  expect(rig.shown()).toEqual([])
})

test('it is told once although the app starts again', () => {
  const first = started()
  put(first, notice('silence_ends', { id: 'same' }))
  const second = started({ rows: first.rows() })
  put(second, notice('silence_ends', { id: 'same' }))
  expect(second.shown()).toEqual([])
})
