import type { BoardAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { announcement, createAnnouncing } from '../../../../src/renderer/features/announcements/announcing.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const named = (alertname: string): BoardAlert => ({
  ...sampleAlert({ level: 'critical', annotations: { summary: '3 of 4 targets down' } }),
  fingerprint: alertname,
  alertname,
})

function rig(gone: readonly string[] = []) {
  const said: string[] = []
  let due: (() => void) | undefined
  const announcing = createAnnouncing({
    after: (_wait, run) => {
      due = run
      return () => {
        due = undefined
      }
    },
    needed: (all) => all.filter((one) => !gone.includes(one)).map(named),
    say: (text) => said.push(text),
  })
  const pass = (): void => {
    const run = due
    due = undefined
    run?.()
  }
  return { announcing, said, pass }
}

test('the first critical is said at once, with where and what', () => {
  const { announcing, said } = rig()
  announcing.hear(['PaymentsDown'])
  expect(said).toEqual(['New critical: PaymentsDown, eu-1 billing: 3 of 4 targets down.'])
})

test('what comes soon after it is said together, and a storm is counted', () => {
  const { announcing, said, pass } = rig()
  announcing.hear(['A'])
  announcing.hear(['B'])
  announcing.hear(['C', 'B'])
  expect(said).toHaveLength(1)
  pass()
  expect(said.at(-1)).toBe('2 new criticals: B, C.')
  announcing.hear(Array.from({ length: 40 }, (_, index) => `N${index}`))
  pass()
  expect(said.at(-1)).toMatch(/^40 new criticals, the last: N39, /)
  pass()
  expect(said).toHaveLength(3)
})

test('what somebody took meanwhile is not said, and after a quiet time the next is said at once', () => {
  const { announcing, said, pass } = rig(['B'])
  announcing.hear(['A'])
  announcing.hear(['B'])
  pass()
  expect(said).toHaveLength(1)
  announcing.hear(['C'])
  expect(said).toHaveLength(2)
})

test('a drill is said to be one', () => {
  const drill = { ...named('Drill'), labels: { test: 'true' } }
  expect(announcement([drill])).toMatch(/^New critical: TEST · Drill/)
})
