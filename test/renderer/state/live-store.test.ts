import { expect, test } from 'vitest'
import { createGlows } from '../../../src/renderer/state/glows.ts'
import type { Frame } from '../../../src/renderer/state/live-store.ts'
import { isStale, provedAt } from '../../../src/renderer/state/trust.ts'
import { sampleAlert } from '../support/board-parts.ts'
import { boardRig, NOW, snapshotOf } from '../support/board-rig.ts'
import { liveFreshness } from '../support/fake-bridge.ts'

const alert = sampleAlert()

test('what comes between two frames is applied together, in order, once', () => {
  const rig = boardRig(alert)
  const frames: Frame[] = []
  rig.live.onFrame((frame) => frames.push(frame))
  const seen: unknown[] = []
  rig.live.subscribe((state) => seen.push(state.board))
  rig.server.events([rig.server.change('alert_updated', { ...alert, annotations: { summary: 'one' } })])
  rig.server.events([rig.server.change('alert_updated', { ...alert, annotations: { summary: 'two' } })])
  expect(frames).toEqual([])
  rig.frame()
  expect(frames).toHaveLength(1)
  expect(seen).toHaveLength(1)
  expect(rig.live.getState().board?.alerts.get(alert.fingerprint)?.annotations.summary).toBe('two')
  expect([...(frames[0]?.changed ?? [])]).toEqual([alert.fingerprint])
})

test('a board that comes before the frame drops the events before it and keeps those after it', () => {
  const rig = boardRig(alert)
  const frames: Frame[] = []
  rig.live.onFrame((frame) => frames.push(frame))
  const other = sampleAlert({ fingerprint: 'other' })
  rig.server.events([rig.server.change('alert_created', sampleAlert({ fingerprint: 'before' }))])
  rig.server.board(snapshotOf([alert]))
  rig.server.events([rig.server.change('alert_created', other)])
  rig.frame()
  expect([...(rig.live.getState().board?.alerts.keys() ?? [])]).toEqual([alert.fingerprint, 'other'])
  expect(frames[0]?.replaced).toBe(true)
})

test('where no frame comes, as in a tab out of sight, what waits does not grow without end, and each event counts once', () => {
  const rig = boardRig(alert)
  let applied = 0
  rig.live.onFrame(({ events }) => {
    applied += events.length
  })
  const update = (summary: string) =>
    rig.server.change('alert_updated', { ...alert, annotations: { summary } })
  for (let i = 0; i < 12; i++) rig.server.events(Array.from({ length: 1_000 }, (_, k) => update(`${i} ${k}`)))
  expect(applied).toBe(10_000)
  rig.frame()
  expect(applied).toBe(12_000)
  expect(rig.live.getState().board?.alerts.get(alert.fingerprint)?.annotations.summary).toBe('11 999')
})

test('what resolved over 15 minutes ago is let go, so that a board open for days does not grow', () => {
  const over = { status: 'resolved', ends_at: '2026-11-24T03:00:00.000Z' } as const
  const rig = boardRig({ ...alert, ...over }, sampleAlert({ fingerprint: 'other' }))
  rig.live.prune(Date.parse('2026-11-24T03:14:59.000Z'))
  expect(rig.live.getState().board?.alerts.size).toBe(2)
  rig.live.prune(Date.parse('2026-11-24T03:15:00.000Z'))
  expect([...(rig.live.getState().board?.alerts.keys() ?? [])]).toEqual(['other'])
  expect(rig.board.getState().arrangement?.lanes.resolved).toEqual([])
})

test('at most 20 changes a second glow; in a storm none does', () => {
  const rig = boardRig(alert)
  let now = 0
  const glows = createGlows(rig.live, { monotonic: () => now, after: () => () => {} })
  const change = (count: number): void => {
    const events = Array.from({ length: count }, (_, index) =>
      rig.server.change('alert_updated', sampleAlert({ fingerprint: `f${index}` })),
    )
    rig.server.events(events)
    rig.frame()
  }
  change(20)
  expect(glows.getState().changed.size).toBe(20)
  change(1)
  now = 1_000
  change(500)
  expect(glows.getState().changed.size).toBe(20)
})

test('a saved board is one until the stream is live, whatever the connection says meanwhile', () => {
  const rig = boardRig()
  rig.server.board(snapshotOf([alert]), '2026-11-24T02:41:00.000Z')
  rig.frame()
  const state = () => rig.live.getState()
  const live = liveFreshness(0, NOW)
  for (const name of ['connecting', 'checking'] as const) {
    rig.server.freshness({ ...live, state: name })
    expect(isStale(state())).toBe(true)
    expect(provedAt(state())).toBe(Date.UTC(2026, 10, 24, 2, 41))
  }
  rig.server.freshness(live)
  expect(isStale(state())).toBe(false)
  rig.server.freshness({ ...live, state: 'checking' })
  expect(isStale(state())).toBe(false)
})

test('the server board takes the place of the saved one', () => {
  const rig = boardRig()
  rig.server.board(snapshotOf([alert]), '2026-11-24T02:41:00.000Z')
  rig.server.board(snapshotOf([alert]))
  rig.frame()
  expect(rig.live.getState().saved_at).toBeNull()
})
