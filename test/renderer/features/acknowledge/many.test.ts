import type { BoardAlert } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { nextUndo } from '../../../../src/renderer/state/undo.ts'
import { alert, many, settled, setUp } from '../../support/acting-rig.ts'

describe('many at once', () => {
  const crowd = (count: number): BoardAlert[] =>
    many(count).map((one, n) => (n === 7 ? { ...one, alertname: 'PaymentsDown', level: 'critical' } : one))

  test('are one request, the worst first; the criticals among them are named before and after', async () => {
    const rig = setUp(crowd(60))
    const asked = rig.actions.acknowledge(crowd(60))
    await settled()
    const { question } = rig.questions.getState()
    if (question?.kind !== 'many') throw new Error('it was not asked')
    expect(question.criticals.map(({ alertname }) => alertname)).toEqual(['PaymentsDown'])
    question.answer(true)
    await asked
    expect(rig.server.asked[0]?.fingerprint).toBe('f7')
    expect(rig.said()).toBe('You have 60 alerts, 1 of them critical: PaymentsDown.')
    // All of it is one thing to undo.
    rig.frame()
    await rig.undo.undo()
    expect(rig.said()).toBe('Given back: 60 alerts. Nobody has them.')
    expect(nextUndo(rig.undo.getState())).toBe('')
  })

  test('say how many were done, why others were not, and which', async () => {
    const alerts = crowd(40)
    const rig = setUp(alerts)
    // The board does not know yet what the server knows.
    for (const one of alerts.slice(0, 2)) rig.server.change('alert_resolved', { ...one, status: 'resolved' })
    const holder = { name: 'Ben', at: alert.starts_at, until: 'resolved' as const }
    rig.server.change('alert_acknowledged', { ...alerts[2], acknowledged_by: holder } as BoardAlert)
    await rig.actions.acknowledge(alerts)
    expect(rig.said()).toBe('Acknowledged 37 of 40. 2 had already resolved. Ben has 1.')
    rig
      .last()
      ?.actions.find(({ label }) => label === 'Show')
      ?.run()
    const { question } = rig.questions.getState()
    if (question?.kind !== 'late') throw new Error('nothing is shown')
    expect(question.late.map(({ why }) => why).toSorted()).toEqual([
      'Ben has it',
      'had already resolved',
      'had already resolved',
    ])
    rig.frame()
    await rig.undo.undo()
    expect(rig.said()).toBe('Given back: 37 alerts. Nobody has them.')
  })

  test('show how far they are, can be stopped, undone as far as they came, and gone on with', async () => {
    const alerts = crowd(40)
    const rig = setUp(alerts)
    const shown: unknown[] = []
    rig.server.beforeEach = async (reached) => {
      rig.frame()
      const [work] = rig.works.getState().works
      if (reached === 12) shown.push([work?.verb, work?.done, work?.of])
      if (reached === 30) work?.stop?.()
    }
    await rig.actions.acknowledge(alerts)
    expect(shown).toEqual([['Acknowledging', 12, 40]])
    expect(rig.said()).toBe('Stopped: acknowledged 30 of 40.')
    expect(rig.works.getState().works).toEqual([])
    rig.frame()
    await rig.press('Go on')
    expect(rig.said()).toBe('You have 10 alerts.')
    expect(nextUndo(rig.undo.getState())).toBe('taking 10 alerts')
  })

  test('are ended by hand where nothing is heard of them any more, after one question', async () => {
    const alerts = crowd(3).map((one, n) => ({ ...one, unconfirmed: n > 0 }))
    const rig = setUp(alerts)
    await rig.actions.resolve(alerts.slice(0, 1))
    expect(rig.said()).toBe('QueueLag is still reported: acknowledge or silence it.')
    const ended = rig.actions.resolve(alerts)
    await settled()
    const { question } = rig.questions.getState()
    expect(question).toMatchObject({ kind: 'many', verb: 'End', count: 2 })
    if (question?.kind === 'many') question.answer(true)
    await ended
    expect(rig.said()).toBe('Resolved by hand: 2 alerts. They fire again if their source still sends them.')
    rig.frame()
    expect(rig.live.getState().board?.alerts.get('f1')?.status).toBe('resolved')
  })

  test('that the server does not do change nothing', async () => {
    const rig = setUp(crowd(3))
    rig.server.refuse({ ok: false, reason: 'unreachable', message: '' })
    await rig.actions.acknowledge(crowd(3))
    expect(rig.said()).toBe('Not acknowledged: the server was not reached. Nothing changed for 3 alerts.')
    expect(nextUndo(rig.undo.getState())).toBe('')
  })
})
