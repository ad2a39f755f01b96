import { EventEmitter } from 'node:events'
import type { PowerMonitor } from 'electron'
import { expect, test } from 'vitest'
import { watchPower } from '../../../src/main/electron/power.ts'

test('sleep, waking, the lock and the end are told, with the time asleep', () => {
  const powerMonitor = new EventEmitter()
  const told: string[] = []
  let now = 1_000
  watchPower({
    powerMonitor: powerMonitor as unknown as PowerMonitor,
    clock: { now: () => now },
    fallsAsleep: () => told.push('asleep'),
    woke: (since) => told.push(`awake since ${since}`),
    locked: (isLocked) => told.push(isLocked ? 'locked' : 'unlocked'),
    ends: () => told.push('ends'),
  })
  powerMonitor.emit('lock-screen')
  powerMonitor.emit('suspend')
  now = 9_000
  powerMonitor.emit('resume')
  powerMonitor.emit('unlock-screen')
  now = 10_000
  powerMonitor.emit('resume')
  powerMonitor.emit('shutdown')
  expect(told).toEqual(['locked', 'asleep', 'awake since 1000', 'unlocked', 'awake since 10000', 'ends'])
})
