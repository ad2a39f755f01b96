import type { Alert, LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { obstaclesOf } from '../../contract/src/obstacles.ts'
import { sampleAlert } from '../support/sample-alert.ts'

const at = (minute: number): string => `2026-11-24T03:${String(minute).padStart(2, '0')}:00.000Z`

/** The alert's history, newest first, from what it was like at each minute. */
function historyOf(...versions: readonly Partial<Alert>[]): readonly LoggedEvent[] {
  return versions
    .map(
      (part, minute): LoggedEvent => ({
        id: `event-${minute}`,
        type: 'alert_updated',
        source: 'alert_processor',
        timestamp: at(minute),
        epoch: 'abc',
        sequence: minute + 1,
        data: sampleAlert(part),
      }),
    )
    .toReversed()
}

test('each thing is named once, in one order, with when it began to hold', () => {
  const own = { name: 'Priya', at: at(0), until: 'resolved' } as const
  const all: Partial<Alert> = {
    silenced_by: ['s2', 's1'],
    inhibited_by: [{ fingerprint: '00000000000000aa', rule: 'node down' }],
    muted_by: ['night'],
    acknowledged_by: own,
    unconfirmed: true,
    flapping: 3,
  }
  const history = historyOf({ silenced_by: ['s1'] }, { silenced_by: ['s1'], muted_by: ['night'] }, all)
  expect(obstaclesOf(sampleAlert(all), history)).toEqual([
    { kind: 'silence', id: 's2', since: at(2) },
    { kind: 'silence', id: 's1', since: at(0) },
    { kind: 'inhibition', fingerprint: '00000000000000aa', rule: 'node down', since: at(2) },
    { kind: 'mute', interval: 'night', since: at(1) },
    { kind: 'acknowledgement', own },
    { kind: 'unconfirmed', since: at(2) },
    { kind: 'flapping', lives: 3 },
  ])
  expect(obstaclesOf(sampleAlert(), history)).toEqual([])
})

test('what began again counts from then, and another life does not count', () => {
  const silenced = { silenced_by: ['s'] }
  const alert = sampleAlert(silenced)
  expect(obstaclesOf(alert, historyOf(silenced, {}, silenced))).toEqual([
    { kind: 'silence', id: 's', since: at(2) },
  ])
  expect(obstaclesOf(alert, historyOf({ ...silenced, life: 'abc.0' }, silenced))).toEqual([
    { kind: 'silence', id: 's', since: at(1) },
  ])
})

test('when the history does not show it, nothing is made up', () => {
  const alert = sampleAlert({ unconfirmed: true })
  expect(obstaclesOf(alert, [])).toEqual([{ kind: 'unconfirmed' }])
  expect(obstaclesOf(alert, historyOf({ unconfirmed: false }))).toEqual([{ kind: 'unconfirmed' }])
})
