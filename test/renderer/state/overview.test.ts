import type { BoardAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { createOverview } from '../../../src/renderer/state/overview.ts'
import { EVERYTHING } from '../../../src/renderer/state/view.ts'
import { sampleAlert } from '../support/board-parts.ts'
import { boardRig, NOW } from '../support/board-rig.ts'

const noise = (n: number, rack = 'rack-7'): BoardAlert =>
  sampleAlert({
    fingerprint: n.toString(16).padStart(16, '0'),
    starts_at: new Date(NOW - 60_000).toISOString(),
    labels: { alertname: `A${n % 7}`, severity: 'warning', service: `s${n}`, rack },
  })

function overviewOf(...alerts: readonly BoardAlert[]) {
  const rig = boardRig(...alerts)
  let clock = 0
  let reads = 0
  let due: { readonly at: number; readonly run: () => void } | undefined
  const overview = createOverview({
    ...rig,
    now: () => {
      reads++
      return NOW
    },
    monotonic: () => clock,
    after: (milliseconds, run) => {
      const one = { at: clock + milliseconds, run }
      due = one
      return () => {
        if (due === one) due = undefined
      }
    },
  })
  const pass = (milliseconds: number): void => {
    const until = clock + milliseconds
    while (due !== undefined && due.at <= until) {
      const { at, run } = due
      due = undefined
      clock = Math.max(clock, at)
      run()
    }
    clock = until
  }
  return { rig, overview, pass, reads: () => reads }
}

test('a storm, and what the shown alerts have in common, are known within a second', () => {
  const { rig, overview, pass } = overviewOf()
  rig.tell('alert_created', noise(0, 'far'))
  pass(0)
  expect(overview.getState().storm).toBeNull()
  for (let n = 1; n <= 60; n++) rig.tell('alert_created', noise(n))
  pass(1_000)
  expect(overview.getState()).toMatchObject({
    storm: { alerts: 61, cause: { name: 'rack', value: 'rack-7', count: 60 } },
    top: { values: expect.arrayContaining([{ name: 'rack', value: 'rack-7', count: 60 }]) },
  })
  rig.board.setView({ ...EVERYTHING, filter: ['rack="far"'] }, null)
  pass(1_000)
  expect(overview.getState().storm?.alerts).toBe(61)
  expect(overview.getState().top.values).toEqual([])
})

test('a thousand changes a second cost no more than one look at the board', () => {
  const { rig, pass, reads } = overviewOf(...Array.from({ length: 60 }, (_, n) => noise(n)))
  pass(1_000)
  const before = reads()
  for (let n = 0; n < 1_000; n++) {
    rig.tell('alert_updated', { ...noise(n % 60), annotations: { summary: `${n}` } })
    pass(1)
  }
  expect(reads() - before).toBeLessThanOrEqual(2)
})

test('a board at rest is left alone, but for a storm that ends by the clock', () => {
  const { rig, pass, reads } = overviewOf()
  rig.tell('alert_created', noise(1))
  pass(60_000)
  const before = reads()
  pass(3_600_000)
  expect(reads()).toBe(before)
})
