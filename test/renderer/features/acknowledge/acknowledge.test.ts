import { beforeEach, describe, expect, test } from 'vitest'
import { nextUndo } from '../../../../src/renderer/state/undo.ts'
import { alert, many, settled, setUp } from '../../support/acting-rig.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { NOW } from '../../support/board-rig.ts'
import { sessionOf } from '../../support/sample-session.ts'

describe('acknowledging', () => {
  let rig: ReturnType<typeof setUp>
  beforeEach(() => {
    rig = setUp([alert])
  })

  test('acts at once, names the life it means, and says what I have', async () => {
    await rig.actions.acknowledge([alert])
    rig.frame()
    expect(rig.server.asked).toEqual([
      { fingerprint: alert.fingerprint, request: { life: alert.life, name: 'Ana' } },
    ])
    expect(rig.said()).toBe('You have QueueLag.')
    expect(rig.lines()).toContain('▾ handled')
  })

  test('who is signed in is not asked for a name, and acts under none that was typed', async () => {
    rig = setUp([alert], 'Batman', sessionOf())
    await rig.actions.acknowledge([alert])
    expect(rig.server.asked[0]?.request.name).toBe('Ana Lima')
    rig.frame()
    await rig.actions.giveBack([alert])
    expect(rig.said()).toBe('Given back: QueueLag. Nobody has it.')
  })

  test('who may not is told why, and nothing is asked of the server', async () => {
    rig = setUp([alert], null, sessionOf({ role: 'viewer' }))
    await rig.actions.acknowledge([alert])
    expect(rig.said()).toContain('Your role is viewer')
    expect(rig.last()?.kind).toBe('error')
    expect(rig.questions.getState().question).toBeNull()
    expect(rig.server.asked).toEqual([])
  })

  test('can be undone from the toast and by the key', async () => {
    await rig.actions.acknowledge([alert])
    rig.frame()
    await rig.press('Undo')
    expect(rig.said()).toBe('Given back: QueueLag. Nobody has it.')
    expect(rig.lines()).not.toContain('▾ handled')

    await rig.actions.acknowledge([alert])
    await rig.undo.undo()
    expect(rig.said()).toBe('Given back: QueueLag. Nobody has it.')
    await rig.undo.undo()
    expect(rig.said()).toBe('Nothing to undo.')
  })

  test('the key takes back what it says it would, one after the other, and nothing else', async () => {
    const other = sampleAlert({
      fingerprint: 'other',
      labels: { alertname: 'DiskFull' },
      alertname: 'DiskFull',
    })
    rig = setUp([alert, other])
    await rig.actions.acknowledge([alert])
    rig.frame()
    await rig.actions.acknowledge([other])
    rig.frame()
    expect(nextUndo(rig.undo.getState())).toBe('taking DiskFull')
    expect(rig.last()?.actions[0]?.hint).toBe('Undo: taking DiskFull  Ctrl Z')
    await rig.undo.undo()
    rig.frame()
    expect(rig.said()).toBe('Given back: DiskFull. Nobody has it.')
    expect(nextUndo(rig.undo.getState())).toBe('taking QueueLag')

    // Somebody else has it by now: that is said, and not undone.
    const holder = { name: 'Priya', at: new Date(NOW).toISOString(), until: 'resolved' as const }
    rig.tell('alert_acknowledged', { ...alert, acknowledged_by: holder })
    const asked = rig.server.asked.length
    await rig.undo.undo()
    expect(rig.said()).toBe('Not undone (taking QueueLag): Priya has QueueLag now.')
    expect(rig.server.asked).toHaveLength(asked)
    expect(nextUndo(rig.undo.getState())).toBe('')
  })

  test('what was given back can be taken again by the key, unless it has resolved', async () => {
    await rig.actions.acknowledge([alert])
    rig.frame()
    await rig.actions.giveBack([alert])
    rig.frame()
    expect(nextUndo(rig.undo.getState())).toBe('giving back QueueLag')
    rig.tell('alert_resolved', { ...alert, status: 'resolved', ends_at: new Date(NOW).toISOString() })
    await rig.undo.undo()
    expect(rig.said()).toBe('Not undone (giving back QueueLag): QueueLag has resolved since.')
  })

  test('says who was faster, and by how much', async () => {
    const holder = { name: 'Priya', at: new Date(NOW - 1_000).toISOString(), until: 'resolved' as const }
    rig.server.refuse({ ok: false, reason: 'conflict', message: 'Priya has it' })
    const asked = rig.actions.acknowledge([alert])
    rig.tell('alert_acknowledged', { ...alert, acknowledged_by: holder })
    await asked
    expect(rig.said()).toBe('Priya acknowledged this 1 s before you.')
  })

  test('says when the alert resolved first', async () => {
    rig.server.refuse({ ok: false, reason: 'conflict', message: 'the alert resolved' })
    const asked = rig.actions.acknowledge([alert])
    rig.tell('alert_resolved', { ...alert, status: 'resolved', ends_at: new Date(NOW).toISOString() })
    await asked
    expect(rig.said()).toMatch(
      /^Your acknowledgement of \d\d:\d\d was not used: the alert resolved at \d\d:\d\d\.$/,
    )
    expect(rig.last()?.actions).toEqual([])
  })

  test('offers to take the alert that has fired again since', async () => {
    const message = 'the alert resolved and fired again at 03:14'
    rig.server.refuse({ ok: false, reason: 'conflict', message })
    await rig.actions.acknowledge([alert])
    expect(rig.said()).toMatch(/was not used: the alert resolved and fired again at 03:14\.$/)
    rig.server.refuse(null)
    await rig.press('Acknowledge now')
    expect(rig.said()).toBe('You have QueueLag.')
  })

  test.each([
    ['unreachable', 'Not acknowledged: the server was not reached. Nothing changed for QueueLag.'],
    ['no_answer', 'Not known: the server did not answer. The board shows whether you have QueueLag.'],
    [
      'forbidden',
      'Not acknowledged: the server refused it: your role may not. Nothing changed for QueueLag.',
    ],
    ['server_error', 'Not known: the server failed. The board shows whether you have QueueLag.'],
  ] as const)('says what did not change: %s', async (reason, words) => {
    rig.server.refuse({ ok: false, reason, message: '' })
    await rig.actions.acknowledge([alert])
    expect(rig.said()).toBe(words)
    expect(rig.last()?.kind).toBe('error')
  })

  test('does not ask the server for what is taken or over', async () => {
    const holder = { name: 'Priya', at: alert.starts_at, until: 'resolved' as const }
    rig.tell('alert_acknowledged', { ...alert, acknowledged_by: holder })
    await rig.actions.acknowledge([alert])
    expect(rig.said()).toBe('Priya has QueueLag.')
    rig.tell('alert_resolved', { ...alert, status: 'resolved' })
    await rig.actions.acknowledge([alert])
    expect(rig.said()).toBe('QueueLag has already resolved.')
    expect(rig.server.asked).toEqual([])
  })
})

test('the name is asked once and kept', async () => {
  const rig = setUp([alert], null)
  const asked = rig.actions.acknowledge([alert])
  await settled()
  const { question } = rig.questions.getState()
  if (question?.kind !== 'name') throw new Error('the name was not asked')
  question.answer('Ana')
  await asked
  expect(rig.questions.getState().question).toBeNull()
  expect(rig.shelf.get('watchfloor.name')).toBe('Ana')
  expect(rig.said()).toBe('You have QueueLag.')
})

test('without a name nothing is acknowledged', async () => {
  const rig = setUp([alert], null)
  const asked = rig.actions.acknowledge([alert])
  await settled()
  const { question } = rig.questions.getState()
  if (question?.kind === 'name') question.answer(null)
  await asked
  expect(rig.server.asked).toEqual([])
})

test('50 alerts are taken at once; one more asks first', async () => {
  const rig = setUp(many(51))
  await rig.actions.acknowledge(many(50))
  expect(rig.said()).toBe('You have 50 alerts.')
  await rig.undo.undo()
  rig.frame()

  const asked = rig.actions.acknowledge(many(51))
  await settled()
  const { question } = rig.questions.getState()
  expect(question).toMatchObject({ kind: 'many', count: 51, clusters: 3, criticals: [] })
  if (question?.kind === 'many') question.answer(false)
  await asked
  expect(rig.server.asked).toHaveLength(50)
})

test('giving back touches only what is mine, and can be undone', async () => {
  const mine = sampleAlert({ acknowledged_by: { name: 'Ana', at: alert.starts_at, until: 'resolved' } })
  const hers = sampleAlert({
    fingerprint: 'hers',
    acknowledged_by: { name: 'Priya', at: alert.starts_at, until: 'resolved' },
  })
  const rig = setUp([mine, hers])
  await rig.actions.giveBack([hers])
  expect(rig.said()).toBe('Priya has QueueLag.')
  await rig.actions.giveBack([mine, hers])
  rig.frame()
  expect(rig.live.getState().board?.alerts.get(mine.fingerprint)?.acknowledged_by).toBeNull()
  expect(rig.live.getState().board?.alerts.get('hers')?.acknowledged_by?.name).toBe('Priya')
  await rig.press('Undo')
  expect(rig.live.getState().board?.alerts.get(mine.fingerprint)?.acknowledged_by?.name).toBe('Ana')
})
