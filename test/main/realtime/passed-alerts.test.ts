import type { Alert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { passedIn, readPassedAlerts } from '../../../src/main/realtime/passed-alerts.ts'
import { deskRig } from '../notifications/desk-rig.ts'

type Events = Parameters<typeof passedIn>[0]
type Type = Events[number]['type']

const rig = deskRig()

function event(type: Type, alert: Alert): Events[number] {
  return rig.event(type, alert) as Events[number]
}

const over = (alert: Alert): Alert => ({
  ...alert,
  status: 'resolved',
  silenced_by: [],
  acknowledged_by: null,
})

test('what began and ended is passed; what fires still, or began before, is not', () => {
  const [whole, going, old] = ['a', 'b', 'c'].map((service) => rig.alert({ service })) as [
    Alert,
    Alert,
    Alert,
  ]
  const events = [
    event('alert_resolved', over(old)),
    event('alert_created', whole),
    event('alert_firing', going),
    event('alert_resolved', over(whole)),
  ]
  expect(passedIn(events)).toEqual([whole])
})

test('what was hidden or in somebody’s hands when it ended needs nobody', () => {
  const silenced = rig.alert({ service: 's' })
  const taken = rig.alert({ service: 't' })
  const acknowledged_by = { name: 'Ana', at: '2026-01-31T03:12:00.000Z', until: 'resolved' as const }
  const events = [
    event('alert_created', silenced),
    event('alert_created', taken),
    event('alert_silenced', { ...silenced, silenced_by: ['x'] }),
    event('alert_acknowledged', { ...taken, acknowledged_by }),
    event('alert_resolved', over(silenced)),
    event('alert_resolved', over(taken)),
  ]
  expect(passedIn(events)).toEqual([])
})

test('the history is read page by page, and a server that does not answer is no error', async () => {
  const alert = rig.alert({ service: 'p' })
  const pages = [
    { events: [event('alert_resolved', over(alert))], before: 'e.1' },
    { events: [event('alert_created', alert)], before: null },
  ]
  const asked: string[] = []
  const client = {
    request: async ({ path }: { readonly path: string }) => {
      asked.push(path)
      return { ok: true, value: pages[asked.length - 1] }
    },
  }
  expect(await readPassedAlerts(client as never, 0)).toEqual([alert])
  expect(asked.map((path) => path.includes('before=e.1'))).toEqual([false, true])
  const silent = { request: async () => ({ ok: false, reason: 'no_answer', message: '' }) }
  expect(await readPassedAlerts(silent as never, 0)).toEqual([])
})
