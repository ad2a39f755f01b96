import type { Acknowledgement, BoardAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { watchTeam } from '../../../../src/renderer/features/acknowledge/team-watch.ts'
import type { Question } from '../../../../src/renderer/state/actions.ts'
import { nextUndo } from '../../../../src/renderer/state/undo.ts'
import type { BridgeRequest } from '../../../../src/shared/bridge.ts'
import { settled, setUp } from '../../support/acting-rig.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { NOW } from '../../support/board-rig.ts'

const time = (ms: number): string => new Date(NOW + ms).toISOString()
const held = (name: string, more: Partial<Acknowledgement> = {}): BoardAlert =>
  sampleAlert({ acknowledged_by: { name, at: time(-60_000), until: 'resolved', ...more } })
const offeredTo = (name: string) => ({ offered_to: { name, at: time(0), lapses_at: time(900_000) } })

/** Ana looks at it, and the server keeps what is asked of it. */
function open(...alerts: readonly BoardAlert[]) {
  const rig = setUp(alerts)
  const asked: BridgeRequest[] = []
  const { bridge } = rig.server
  const { request } = bridge
  Object.assign(bridge, {
    request: async (wanted: BridgeRequest) => {
      if (!/\/(handover|notes)/.test(wanted.path)) return request(wanted)
      asked.push(wanted)
      const found = alerts.find(({ fingerprint }) => wanted.path.includes(fingerprint))
      const { name, text } = (wanted.body ?? {}) as { name?: string; text?: string }
      const notes = text === undefined ? [] : [{ id: 'n1', name: name ?? '', at: time(0), text }]
      return { ok: true, value: { ...found, notes } }
    },
  })
  const stop = watchTeam({
    live: rig.live,
    toasts: rig.toasts,
    actions: rig.actions,
    me: () => 'Ana',
    who: { subscribe: () => () => {} },
    now: () => NOW,
  })
  const answer = async <K extends Question['kind']>(
    kind: K,
    value: Parameters<Extract<Question, { readonly kind: K }>['answer']>[0],
  ): Promise<void> => {
    await settled()
    const { question } = rig.questions.getState()
    if (question?.kind !== kind) throw new Error(`no question ${kind}, but ${question?.kind}`)
    ;(question.answer as (value: unknown) => void)(value)
    await settled()
  }
  return { ...rig, asked, answer, stop }
}

test('taking with options sends until when and the note, and the key undoes it', async () => {
  const alert = sampleAlert()
  const rig = open(alert)
  const acting = rig.actions.acknowledgeWith([alert])
  await rig.answer('terms', { until: 'worse', note: 'on it' })
  await acting
  const { fingerprint, life } = alert
  expect(rig.server.asked).toEqual([
    { fingerprint, request: { life, name: 'Ana', until: 'worse', note: 'on it' } },
  ])
  expect(rig.said()).toBe('You have QueueLag until it gets worse.')
  expect(nextUndo(rig.undo.getState())).toBe('taking QueueLag')
})

test('options of what is mine change it, and undoing puts them back', async () => {
  const alert = held('Ana', { until: 'time', ends_at: time(3_600_000), note: 'on it' })
  const rig = open(alert)
  const acting = rig.actions.acknowledgeWith([alert])
  await rig.answer('terms', { until: 'resolved', note: '' })
  await acting
  await rig.undo.undo()
  expect(rig.server.asked.at(-1)?.request).toMatchObject({
    until: 'time',
    ends_at: time(3_600_000),
    note: 'on it',
  })
  expect(rig.said()).toBe('As it was before: QueueLag. You have it.')
})

test('S37: handing over offers it to whoever was chosen; undoing withdraws it, unless they have answered', async () => {
  const alert = held('Ana')
  const rig = open(alert)
  const acting = rig.actions.handOver([alert])
  await rig.answer('person', { to: 'Tom', note: 'the primary is fine' })
  await acting
  const { fingerprint, life } = alert
  const path = `/api/v2/alerts/${fingerprint}/handover`
  const body = { life, name: 'Ana', to: 'Tom', note: 'the primary is fine' }
  expect(rig.asked).toEqual([{ method: 'POST', path, body }])
  expect(rig.said()).toBe('Handed over to Tom: QueueLag. You have it until they take it.')
  rig.tell('alert_offered', held('Ana', offeredTo('Tom')))
  await rig.undo.undo()
  expect(rig.asked.at(-1)).toEqual({ method: 'DELETE', path, body: { life, name: 'Ana' } })
  expect(rig.said()).toBe('Withdrawn: you keep QueueLag.')

  const again = rig.actions.handOver([alert])
  await rig.answer('person', { to: 'Tom', note: '' })
  await again
  rig.tell('alert_acknowledged', held('Tom'))
  const before = rig.asked.length
  await rig.undo.undo()
  expect(rig.asked).toHaveLength(before)
  expect(rig.said()).toBe('Not undone (handing QueueLag over to Tom): Tom has answered.')
})

test('S37: nobody hands over what they have not got', async () => {
  const rig = open(held('Priya'))
  await rig.actions.handOver([held('Priya')])
  expect(rig.said()).toBe('Priya has QueueLag.')
  expect(rig.questions.getState().question).toBeNull()
})

test('S37: what is offered to me is asked for as long as it waits; accepting takes it, and undoing offers it back', async () => {
  const rig = open(held('Priya'))
  const offered = held('Priya', offeredTo('ana'))
  rig.tell('alert_offered', offered)
  expect(rig.said()).toMatch(/^Priya hands over to you: QueueLag\. Until \d\d:\d\d\.$/)
  expect(rig.last()).toMatchObject({ kind: 'question', dismiss: 'Later' })
  await rig.press('Accept')
  expect(rig.server.asked).toHaveLength(1)
  expect(rig.said()).toBe('You have QueueLag, from Priya.')
  expect(rig.toasts.getState().toasts.some(({ kind }) => kind === 'question')).toBe(false)
  await rig.undo.undo()
  expect(rig.asked.at(-1)).toMatchObject({ method: 'POST', body: { name: 'Ana', to: 'Priya' } })
  expect(rig.said()).toBe('Offered back to Priya: QueueLag. You have it until they take it.')
})

test('S37: `u` declines what is offered to me, and the question goes when the offer does', async () => {
  const rig = open(held('Priya', offeredTo('Ana')))
  rig.tell('alert_offered', held('Priya', offeredTo('Ana')))
  await rig.actions.giveBack([held('Priya')])
  expect(rig.asked.at(-1)).toMatchObject({ method: 'DELETE', body: { name: 'Ana' } })
  expect(rig.said()).toBe('Declined: QueueLag. Priya still has it.')
  rig.tell('alert_offer_ended', held('Priya'))
  expect(rig.toasts.getState().toasts.some(({ kind }) => kind === 'question')).toBe(false)
})

test('S38: its owner is asked with one press to answer, and not again before it is about another', async () => {
  const rig = open(held('Ana'))
  const asked = held('Ana', { asked_at: time(0), returns_at: time(36_000_000) })
  rig.tell('alert_asked', asked)
  expect(rig.said()).toMatch(/^Still on QueueLag\? Without an answer it is everybody’s at /)
  const [toast] = rig.toasts.getState().toasts
  rig.toasts.dismiss(toast?.id ?? 0)
  rig.tell('alert_updated', asked)
  expect(rig.toasts.getState().toasts).toEqual([])
  await rig.actions.acknowledge([asked])
  expect(rig.said()).toBe('You are still on QueueLag.')
  expect(rig.server.asked[0]?.request).not.toHaveProperty('until')
  expect(nextUndo(rig.undo.getState())).toBe('')
})

test.each([
  [
    'alert_acknowledged',
    held('Tom'),
    'Tom',
    held('Ana', offeredTo('Tom')),
    'Tom accepted QueueLag. They have it now.',
  ],
  ['alert_acknowledged', held('Tom'), 'Tom', held('Ana'), 'Tom took QueueLag over from you.'],
  [
    'alert_offer_ended',
    held('Ana'),
    'Tom',
    held('Ana', offeredTo('Tom')),
    'Tom declined QueueLag. You still have it.',
  ],
  [
    'alert_offer_ended',
    held('Ana'),
    undefined,
    held('Ana', offeredTo('Tom')),
    'Tom did not take QueueLag in time. You still have it.',
  ],
  ['alert_unacknowledged', sampleAlert(), 'Tom', held('Ana'), 'Tom gave QueueLag back. Nobody has it.'],
] as const)('what others do with what I have is told: %s', (type, after, by, before, text) => {
  const rig = open(before)
  // The first frame tells what is mine.
  rig.tell('alert_updated', before)
  const event = rig.server.change(type, after)
  rig.server.events([{ ...event, data: { ...after, ...(by === undefined ? {} : { by }) } } as typeof event])
  rig.frame()
  expect(rig.said()).toBe(text)
})

test('two within a second: who was second learns who was first, and takes it over by their name', async () => {
  const alert = sampleAlert()
  const rig = open(alert)
  rig.server.refuse({ ok: false, reason: 'conflict', message: 'Priya acknowledged this' })
  const acting = rig.actions.acknowledge([alert])
  rig.tell('alert_acknowledged', held('Priya', { at: time(-400) }))
  await acting
  expect(rig.said()).toBe('Priya acknowledged this 1 s before you.')
  expect(rig.last()).toMatchObject({ dismiss: 'OK', actions: [{ label: 'Hand over to me' }] })
  rig.server.refuse(null)
  await rig.press('Hand over to me')
  expect(rig.server.asked.at(-1)?.request).toMatchObject({ name: 'Ana', from: 'Priya' })
  expect(rig.said()).toBe('You have QueueLag, from Priya.')
})

test('two within a second: so it is when the news of the first came before the key', async () => {
  const rig = open(held('Priya', { at: time(-900) }))
  await rig.actions.acknowledge([sampleAlert()])
  expect(rig.said()).toBe('Priya acknowledged this 1 s before you.')
  expect(rig.last()?.actions.map(({ label }) => label)).toEqual(['Hand over to me'])
})

test('S36: a note is written on what is meant, and the key takes it back', async () => {
  const alert = sampleAlert()
  const rig = open(alert)
  const acting = rig.actions.note([alert])
  await rig.answer('note', 'disk swapped')
  await acting
  const { fingerprint, life } = alert
  const path = `/api/v2/alerts/${fingerprint}/notes`
  expect(rig.asked).toEqual([{ method: 'POST', path, body: { life, name: 'Ana', text: 'disk swapped' } }])
  expect(rig.said()).toBe('Noted on QueueLag, for everybody.')
  await rig.undo.undo()
  expect(rig.asked.at(-1)).toEqual({ method: 'DELETE', path: `${path}/n1`, body: { name: 'Ana' } })
  expect(rig.said()).toBe('Note taken back: QueueLag. Its history still has it.')
})
