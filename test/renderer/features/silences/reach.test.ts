import { expect, test } from 'vitest'
import { keeping } from '../../../../src/renderer/features/silences/keep-visible.ts'
import { elsewhereOf, reachOf, usualUpstreams } from '../../../../src/renderer/features/silences/reach.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const upstreams = [
  { name: 'eu', write: true },
  { name: 'us', write: false },
]

test('who will know of a new silence is who it is written to', () => {
  expect(usualUpstreams(upstreams)).toEqual(['eu'])
  expect(reachOf(upstreams, ['eu'], undefined, new Map())).toEqual({
    aware: ['eu'],
    unaware: ['us'],
    away: [],
  })
  expect(reachOf(upstreams, [], undefined, new Map())).toEqual({ aware: [], unaware: ['eu', 'us'], away: [] })
  expect(reachOf([], [], undefined, new Map())).toEqual({ aware: [], unaware: [], away: [] })
  // One that is not reached goes on until it is.
  const health = new Map([['Upstream eu', { status: 'unhealthy' as const }]])
  expect(reachOf(upstreams, ['eu', 'us'], undefined, health)).toEqual({
    aware: ['us'],
    unaware: [],
    away: ['eu'],
  })
})

test('one that is there already says itself who knows of it', () => {
  const since = '2026-11-24T03:00:00.000Z'
  const refused = { name: 'eu', state: 'refused', since } as const
  const written = { name: 'us', state: 'written', since } as const
  expect(reachOf(upstreams, ['eu', 'us'], { upstreams: [refused, written] }, new Map())).toEqual({
    aware: ['us'],
    away: [],
    unaware: ['eu'],
  })
  expect(reachOf(upstreams, [], { mirrored_from: ['eu'] }, new Map())).toEqual({
    aware: ['eu'],
    away: [],
    unaware: ['us'],
  })
})

test('receivers that an Alertmanager notifies are named where what is hidden goes to them', () => {
  const hidden = [{ receivers: ['pagerduty', 'watchfloor'] }, { receivers: ['quiet'] }]
  const row = { message: 'not notified by this server: pagerduty (pagerduty); slack (slack)' }
  expect(elsewhereOf(hidden, new Map([['Receivers', row]]))).toEqual(['pagerduty'])
  expect(elsewhereOf(hidden, new Map())).toEqual([])
})

test('one of many is kept in sight by the label that tells it from most of the others', () => {
  const [first, second, third] = ['a', 'b', 'b'].map((pod, n) =>
    sampleAlert({
      fingerprint: `f${n}`,
      labels: { alertname: 'Down', cluster: n < 2 ? 'eu' : 'us', pod },
    }),
  )
  if (first === undefined || second === undefined || third === undefined) throw new Error('three are needed')
  const hidden = [first, second, third]
  expect(keeping(first, hidden)).toEqual({ name: 'pod', value: 'a', others: 0 })
  expect(keeping(third, hidden)).toEqual({ name: 'cluster', value: 'us', others: 0 })
  // Nothing tells it from the others: left out, the silence would hide nothing.
  expect(keeping(first, [first, { ...first, fingerprint: 'g' }])).toBeNull()
  expect(keeping(first, [first])).toBeNull()
})
