import type { DurableEvent, Silence } from '@watchfloor/contract'
import { afterEach, expect, test } from 'vitest'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { followCriticals } from '../../../src/renderer/features/toasts/critical-toasts.ts'
import { sampleAlert, sampleSilence } from '../support/board-parts.ts'
import { NOW, snapshotOf } from '../support/board-rig.ts'
import { fakeServer } from '../support/fake-bridge.ts'
import { EPOCH } from '../support/sample-fleet.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const alert = sampleAlert()

function follow() {
  const server = fakeServer(() => NOW)
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => 'Ben', setItem: () => {} },
  })
  ends.push(
    followCriticals(watchfloor, () => () => {}),
    stop,
  )
  server.board(snapshotOf([alert]))
  let sequence = 2_000_000
  const tell = (part: object): void => {
    sequence++
    const event = {
      id: `e${sequence}`,
      timestamp: new Date(NOW).toISOString(),
      sequence,
      epoch: EPOCH,
      prev: sequence - 1,
      ...part,
    }
    server.events([event as unknown as DurableEvent])
  }
  const shown = () => watchfloor.toasts.getState().toasts.map(({ key }) => key)
  return { server, watchfloor, tell, shown }
}

const { sequence: _sequence, ...silence } = sampleSilence({ id: 's1' })
const wide = {
  type: 'system_notification',
  source: 'system',
  data: {
    level: 'warning',
    message: 'Ana silenced …',
    kind: 'silence_hides_much',
    silence: 's1',
    about: { by: 'Ana', comment: 'deploy', ends_at: silence.ends_at, count: 412, firing: 470, critical: 0 },
  },
}
const of = (type: string, data: Partial<Silence>) => ({
  type,
  source: 'silence_manager',
  data: { ...silence, ...data },
})

test('that a silence hides much is no longer told once the silence was undone', () => {
  const { tell, shown } = follow()
  tell(of('silence_created', {}))
  tell(wide)
  expect(shown()).toEqual(['silence_hides_much s1'])
  tell(of('silence_deleted', { state: 'expired' }))
  expect(shown()).toEqual([])
})

test('a board that took the place of the one before lets go of what is not so on it', () => {
  const { server, tell, shown } = follow()
  tell(of('silence_created', {}))
  tell(wide)
  server.board(snapshotOf([alert]))
  expect(shown()).toEqual([])
})

test('what asks to try again for an alert goes when somebody has it', () => {
  const { server, watchfloor, shown } = follow()
  watchfloor.toasts.push({ kind: 'error', text: ['no'], actions: [], key: 'k', needed: [alert.fingerprint] })
  server.events([server.change('alert_updated', { ...alert, annotations: { summary: 'worse' } })])
  expect(shown()).toEqual(['k'])
  const acknowledged_by = { name: 'Ana', at: alert.starts_at, until: 'resolved' as const }
  server.events([server.change('alert_acknowledged', { ...alert, acknowledged_by })])
  expect(shown()).toEqual([])
})
