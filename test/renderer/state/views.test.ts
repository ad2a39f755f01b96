import type { BoardAlert } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createViewCounts } from '../../../src/renderer/state/view-counts.ts'
import { createViews } from '../../../src/renderer/state/views.ts'
import { laneOf } from '../../../src/shared/lanes.ts'
import { narrowingTest } from '../../../src/shared/narrowing.ts'
import { decidingView, keptAs, narrowingOf } from '../../../src/shared/saved-views.ts'
import { sampleAlert } from '../support/board-parts.ts'
import { boardRig, snapshotOf } from '../support/board-rig.ts'

const view = (id: string, query: string) => ({ id, name: id, query })
const PAYMENTS = view('v1', 'filter=service%3D"payments"')
const CRITICAL = view('v2', 'severity=critical')
const alert = (fingerprint: string, service: string, part: Partial<BoardAlert> = {}) =>
  sampleAlert({ fingerprint, ...part, labels: { service, severity: 'critical', ...part.labels } })

function shelf() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}
const browser = (on = shelf()) => createViews({ desktop: undefined, shelf: on, refused: () => {} })

test('views are kept in a browser; what was written there by something else is nothing', async () => {
  const on = shelf()
  await browser(on).change({ views: [PAYMENTS], view: 'v1' })
  expect(browser(on).getState()).toEqual({ views: [PAYMENTS], view: 'v1' })
  on.setItem('watchfloor.views', '{"views": 7}')
  expect(browser(on).getState()).toEqual({ views: [], view: null })
})

test('a filter is the same view however it is written', () => {
  const kept = [view('a', 'filter=a%3D"1"&filter=b%3D"2"&sort=name')]
  expect(keptAs(kept, narrowingOf({ query: 'filter=b%3D"2"&filter=a%3D"1"&group=alert' }))?.id).toBe('a')
  expect(keptAs(kept, narrowingOf({ query: 'filter=a%3D"1"' }))).toBeUndefined()
})

test('S28: a condition that cannot be read never widens what decides', () => {
  const broken = view('v9', 'filter=service%3D"payments"&filter=x%3D~"("')
  expect(decidingView([broken], 'v9', null)?.passes(alert('a', 'payments'))).toBe(false)
  expect(decidingView([PAYMENTS], 'v1', null)?.passes(alert('a', 'payments'))).toBe(true)
  expect(decidingView([PAYMENTS], null, null)).toBeNull()
})

test('counts of views follow the board as if they were counted anew', async () => {
  const views = browser()
  await views.change({ views: [PAYMENTS, CRITICAL] })
  const anAlert = fc.record({
    n: fc.integer({ min: 0, max: 6 }),
    service: fc.constantFrom('payments', 'search'),
    severity: fc.constantFrom('critical', 'high'),
    fate: fc.constantFrom('firing', 'resolved', 'silenced'),
  })
  fc.assert(
    fc.property(fc.array(anAlert, { maxLength: 20 }), (changes) => {
      const rig = boardRig()
      const counts = createViewCounts(rig.live, views)
      for (const { n, service, severity, fate } of changes) {
        rig.tell(
          'alert_updated',
          alert(`f${n}`, service, {
            level: severity as 'critical' | 'high',
            status: fate === 'resolved' ? 'resolved' : 'firing',
            silenced_by: fate === 'silenced' ? ['s'] : [],
          }),
        )
        const all = [...(rig.live.getState().board?.alerts.values() ?? [])]
        for (const one of [PAYMENTS, CRITICAL]) {
          const inside = all.filter(
            (each) => laneOf(each) === 'needs' && narrowingTest(narrowingOf(one), null)(each),
          )
          expect(counts.getState().get(one.id)).toEqual({
            needs: inside.length,
            criticals: inside.filter(({ level }) => level === 'critical').length,
          })
        }
      }
      counts.stop()
    }),
    { numRuns: 30 },
  )
})

test('another board, and another view, are counted at once', async () => {
  const rig = boardRig(alert('a', 'payments'))
  const views = browser()
  const counts = createViewCounts(rig.live, views)
  await views.change({ views: [PAYMENTS] })
  expect(counts.getState().get('v1')).toEqual({ needs: 1, criticals: 1 })
  rig.server.board(snapshotOf([alert('b', 'search')]))
  rig.frame()
  expect(counts.getState().get('v1')).toEqual({ needs: 0, criticals: 0 })
})
