import { expect, test } from 'vitest'
import { createDelivery } from '../../../src/main/notifications/delivery.ts'
import { createInbox } from '../../../src/main/notifications/inbox.ts'
import type { NotificationContent, NotificationEvents } from '../../../src/main/notifications/notifier.ts'
import { deskRig } from './desk-rig.ts'

/** A system that shows what it is told to, when the test says so, and a disk that answers when the test says so. */
function screen() {
  const asked: { content: NotificationContent; events: NotificationEvents; isClosed: boolean }[] = []
  const saves: (() => void)[] = []
  const timers: (() => void)[] = []
  const told: string[] = []
  const inbox = createInbox([], () => '2026-11-24T03:12:00.000Z')
  const delivery = createDelivery({
    inbox,
    notifier: {
      isSupported: () => true,
      show: (content, events) => {
        const one = { content, events, isClosed: false }
        asked.push(one)
        return {
          close: () => {
            one.isClosed = true
          },
        }
      },
    },
    saved: () => new Promise((resolve) => saves.push(resolve)),
    after: (_milliseconds, run) => {
      timers.push(run)
      return () => timers.splice(timers.indexOf(run), 1)
    },
    onShown: (row) => told.push(`shown ${row}`),
    onFailed: (row) => told.push(`failed ${row}`),
    onOpen: (row) => told.push(`open ${row.id}`),
    onAcknowledge: (row) => told.push(`acknowledge ${row.id}`),
    onSignIn: () => {},
  })
  const save = async (): Promise<void> => {
    for (const resolve of saves.splice(0)) resolve()
    await new Promise(setImmediate)
  }
  return { asked, delivery, inbox, save, timers, told }
}

test('S26: what is asked is on disk before the system is asked', async () => {
  const { asked, delivery, inbox, save } = screen()
  const desk = deskRig()
  desk.meet()
  delivery.run(desk.fire(desk.alert({})))
  expect(inbox.rows()).toMatchObject([{ outcome: 'asked' }])
  expect(asked).toEqual([])
  await save()
  expect(asked).toHaveLength(1)
  asked[0]?.events.shown()
  expect(inbox.rows()).toMatchObject([{ outcome: 'shown' }])
})

test('a disk that does not answer does not keep a critical from being shown', async () => {
  const { asked, delivery, timers } = screen()
  const desk = deskRig()
  desk.meet()
  delivery.run(desk.fire(desk.alert({})))
  timers[0]?.()
  await new Promise(setImmediate)
  expect(asked).toHaveLength(1)
})

test('resolved before the disk had it, it is never shown', async () => {
  const { asked, delivery, inbox, save } = screen()
  const desk = deskRig()
  desk.meet()
  const alert = desk.alert({ severity: 'high' })
  delivery.run(desk.fire(alert))
  delivery.run(desk.resolve(alert))
  await save()
  expect(asked).toEqual([])
  expect(inbox.rows()).toMatchObject([{ outcome: 'withdrawn' }])
})

test('taken elsewhere, it leaves the screen, even if the system closed it because a button was pressed', async () => {
  const { asked, delivery, inbox, save, told } = screen()
  const desk = deskRig()
  desk.meet()
  const alert = desk.alert({})
  delivery.run(desk.fire(alert))
  await save()
  asked[0]?.events.shown()
  asked[0]?.events.pressed(0)
  expect(told.at(-1)).toBe('acknowledge row-2')
  asked[0]?.events.closed()
  expect(inbox.rows()).toMatchObject([{ outcome: 'dismissed', is_read: true }])
  const acknowledged_by = { name: 'Ana', at: alert.starts_at, until: 'resolved' as const }
  delivery.run(desk.change('alert_acknowledged', { ...alert, acknowledged_by }, 'Ana'))
  expect(inbox.rows()).toMatchObject([{ outcome: 'acknowledged' }])
})

test('clicking opens it, and counts as read', async () => {
  const { asked, delivery, inbox, save, told } = screen()
  const desk = deskRig()
  desk.meet()
  delivery.run(desk.fire(desk.alert({})))
  await save()
  asked[0]?.events.shown()
  expect(inbox.unread()).toBe(1)
  asked[0]?.events.clicked()
  expect(told.at(-1)).toBe('open row-2')
  expect(inbox.unread()).toBe(0)
  expect(inbox.rows()).toMatchObject([{ outcome: 'opened', is_read: true }])
})

test('a newer one takes the place of an older one under the same key', async () => {
  const { asked, delivery, inbox, save } = screen()
  const desk = deskRig()
  desk.meet()
  delivery.run(desk.fire(desk.alert({ severity: 'high' })))
  await save()
  asked[0]?.events.shown()
  delivery.run(desk.fire(desk.alert({ severity: 'critical' })))
  await save()
  expect(asked.map(({ isClosed }) => isClosed)).toEqual([true, false])
  expect(inbox.rows().map(({ outcome }) => outcome)).toEqual(['replaced', 'asked'])
})

test('what the system refuses is told, with its words', async () => {
  const { asked, delivery, inbox, save, told } = screen()
  const desk = deskRig()
  desk.meet()
  delivery.run(desk.fire(desk.alert({})))
  await save()
  asked[0]?.events.failed('there is no notification daemon')
  expect(told.at(-1)).toBe('failed row-2')
  expect(inbox.rows()).toMatchObject([{ outcome: 'failed', error: 'there is no notification daemon' }])
})
