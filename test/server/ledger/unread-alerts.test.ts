import { join } from 'node:path'
import { DEFAULT_SEVERITIES } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { textsOf } from '../../../server/src/alerts/budget.ts'
import type { AlertRecord } from '../../../server/src/alerts/record.ts'
import { DEFAULT_RULES } from '../../../server/src/alerts/rules.ts'
import { nextLook } from '../../../server/src/alerts/tick-alert.ts'
import { AlertMap } from '../../../server/src/ledger/alert-map.ts'
import { stateOf } from '../../../server/src/ledger/state.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import type { Stored } from '../../../server/src/storage/storage.ts'
import { toStoredAlert } from '../../../server/src/storage/stored-alert.ts'
import { usualOf } from '../../../server/src/storage/unread-alerts.ts'
import { HOUR, MINUTE, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** Alerts of every kind that a start meets; those that are as most are first. */
const USUAL = ['Plain', 'Sent again', 'Again', 'Two senders', 'Without words', 'A flood in Köln']
const OTHERS = ['Quoted', 'Relayed', 'Taken', 'Silenced', 'Over', 'Watchdog']

/** What they are after a start, everything read; and the same, left unread where it can be. */
async function started(): Promise<{ readonly whole: Stored; readonly lazy: Stored }> {
  const folder = await tempDir()
  const { core, clock, report, pass } = await startCore(folder)
  await report('Again', { ends: -1 })
  for (const name of ['Plain', 'Sent again', 'Again', 'Two senders', 'A flood in Köln', 'Taken', 'Over'])
    await report(name, { ends: HOUR, labels: { severity: 'critical', endsAt: 'a label' } })
  await report('Without words', { ends: HOUR, annotations: {}, generator: undefined })
  await report('Quoted', { ends: HOUR, annotations: { summary: 'It says "no"\n' } })
  await report('Relayed', { ends: HOUR, entry: 'relayed' })
  await core.setSilence({
    id: undefined,
    matchers: [{ name: 'alertname', value: 'Silenced', is_regex: false, is_equal: true }],
    startsAt: clock.now(),
    endsAt: clock.now() + HOUR,
    createdBy: 'Ana',
    comment: 'expected',
    annotations: undefined,
  })
  await report('Silenced', { ends: HOUR })
  await report('Watchdog', { ends: HOUR })
  await pass(MINUTE)
  await report('Sent again', { ends: 2 * HOUR, labels: { severity: 'critical', endsAt: 'a label' } })
  await report('Two senders', {
    ends: 2 * HOUR,
    sender: '10.0.0.2',
    labels: { severity: 'critical', endsAt: 'a label' },
  })
  await report('Over', { ends: 0, labels: { severity: 'critical', endsAt: 'a label' } })
  const taken = core.firing().find((record) => nameOf(record) === 'Taken')
  const request = { life: undefined, note: undefined, until: undefined, endsAt: undefined, name: 'Ana' }
  await core.acknowledge({ ...request, fingerprint: taken?.fingerprint ?? '' })
  await core.close()
  const load = async (leavesUnread: boolean): Promise<Stored> => {
    const storage = await openSqlite(join(folder, 'watchfloor.db'), 0, leavesUnread)
    const stored = await storage.load(0, 100)
    await storage.close()
    return stored
  }
  return { whole: await load(false), lazy: await load(true) }
}

const nameOf = ({ labels }: AlertRecord): string => labels.alertname ?? ''

test('a start leaves those unread that are as most are, and they are what they were', async () => {
  const { whole, lazy } = await started()
  expect(lazy.alerts.map(nameOf).sort()).toEqual([...OTHERS].sort())
  const alerts = new AlertMap(lazy.alerts, lazy.unread)
  expect(alerts.size).toBe(USUAL.length + OTHERS.length)
  for (const record of whole.alerts) expect(alerts.get(record.fingerprint)).toEqual(record)
  expect([...new AlertMap(lazy.alerts, lazy.unread).values()].map(nameOf).sort()).toEqual(
    whole.alerts.map(nameOf).sort(),
  )
})

test('whoever walks through them while others are read meets each once', async () => {
  const { lazy } = await started()
  const alerts = new AlertMap(lazy.alerts, lazy.unread)
  const met: string[] = []
  for (const record of alerts.values()) {
    met.push(nameOf(record))
    for (const fingerprint of alerts.keys()) alerts.get(fingerprint)
  }
  expect(met.sort()).toEqual([...USUAL, ...OTHERS].sort())
})

test('what is counted of those that are unread is what they count when they are read', async () => {
  const { whole, lazy } = await started()
  const [known, left] = [whole, lazy].map((stored) => stateOf(stored, [], DEFAULT_SEVERITIES))
  expect(Object.fromEntries(left?.counts.bySeverity ?? [])).toEqual(
    Object.fromEntries(known?.counts.bySeverity ?? []),
  )
  for (const kind of ['alerts', 'resolved'] as const)
    expect(left?.holdings[kind].all).toEqual(known?.holdings[kind].all)
  expect(left?.holdings.alerts.ofSender('10.0.0.1')).toEqual(known?.holdings.alerts.ofSender('10.0.0.1'))
  expect([...(left?.firing.fingerprints() ?? [])].sort()).toEqual(
    [...(known?.firing.fingerprints() ?? [])].sort(),
  )
  const view = { now: 0, rules: { ...DEFAULT_RULES, severities: DEFAULT_SEVERITIES }, holdUntil: 0 }
  const unread = new Set<string>()
  left?.alerts.forEachRead(
    () => {},
    ({ key }, deadline) => {
      unread.add(key)
      expect(deadline).toBe(nextLook(known?.alerts.get(key) as AlertRecord, view))
    },
  )
  expect(unread.size).toBe(USUAL.length)
})

test('a text says how long its words are as the alert itself does', async () => {
  const { whole } = await started()
  for (const record of whole.alerts) {
    const usual = usualOf(toStoredAlert(record))
    expect(usual !== undefined).toBe(USUAL.includes(nameOf(record)))
    if (usual !== undefined) expect(usual.length).toBe(textsOf(record))
  }
})

test('a name that is learnt is learnt of those that are unread', async () => {
  const { whole, lazy } = await started()
  const state = stateOf(lazy, [], DEFAULT_SEVERITIES)
  const matcher = { name: 'severity', operator: '=', value: 'critical', size: 0 } as const
  const all = { ...matcher, matches: ({ severity }: { severity?: string }) => severity === 'critical' }
  for (const _ of state.firing.learn([all as never]));
  expect([...state.firing.candidates([all as never])].length).toBe(
    whole.alerts.filter(({ labels, status }) => labels.severity === 'critical' && status === 'firing').length,
  )
})
