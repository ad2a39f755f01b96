import { EventEmitter } from 'node:events'
import type { NotificationConstructorOptions } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { createOsNotifier, type OsNotifierOptions } from '../../../src/main/electron/os-notifier.ts'
import type { NotificationContent } from '../../../src/main/notifications/notifier.ts'
import { HandClock } from '../../support/core/hand-clock.ts'

class FakeNotification extends EventEmitter {
  static made: FakeNotification[] = []
  static activate: () => void = () => {}
  static readonly isSupported = (): boolean => true
  static readonly handleActivation = (run: () => void): void => {
    FakeNotification.activate = run
  }
  readonly calls: string[] = []
  readonly options: NotificationConstructorOptions

  constructor(options: NotificationConstructorOptions) {
    super()
    this.options = options
    FakeNotification.made.push(this)
  }
  show(): void {
    this.calls.push('show')
  }
  close(): void {
    this.calls.push('close')
    this.emit('close', {})
  }
}

beforeEach(() => {
  FakeNotification.made = []
})

const CONTENT: NotificationContent = {
  key: 'group:a',
  title: 'Critical · A & B',
  body: 'eu-1: a < b & c',
  urgency: 'critical',
  is_silent: false,
  stays: true,
  buttons: ['Acknowledge', 'Open'],
}

function bench(platform = 'linux') {
  const clock = new HandClock()
  const told: string[] = []
  const notifier = createOsNotifier({
    Notification: FakeNotification as unknown as OsNotifierOptions['Notification'],
    platform,
    clock,
    timers: clock,
    onStray: () => told.push('stray'),
  })
  const show = (change: Partial<NotificationContent> = {}, name = '') =>
    notifier.show(
      { ...CONTENT, ...change },
      {
        shown: () => told.push(`${name}shown`),
        failed: (error) => told.push(`${name}failed: ${error}`),
        clicked: () => told.push(`${name}clicked`),
        pressed: (button) => told.push(`${name}pressed ${button}`),
        closed: () => told.push(`${name}closed`),
      },
    )
  const made = (index = -1): FakeNotification => {
    const one = FakeNotification.made.at(index)
    if (one === undefined) throw new Error('no notification was made')
    return one
  }
  return { notifier, told, show, made, pass: (ms: number) => clock.pass(ms, async () => {}) }
}

test('what is asked for is what the system gets; only the body is escaped, and only on Linux', () => {
  const { notifier, show, made } = bench()
  expect(notifier.isSupported()).toBe(true)
  show()
  expect(made().options).toEqual({
    id: 'group:a',
    title: 'Critical · A & B',
    body: 'eu-1: a &lt; b &amp; c',
    silent: false,
    urgency: 'critical',
    timeoutType: 'never',
    actions: [
      { type: 'button', text: 'Acknowledge' },
      { type: 'button', text: 'Open' },
    ],
  })
  expect(made().calls).toEqual(['show'])
  const mac = bench('darwin')
  mac.show({ stays: false, buttons: [] })
  expect(mac.made().options).toMatchObject({ body: CONTENT.body, timeoutType: 'default', actions: [] })
})

test('a long key is one id, always the same, that Windows takes', () => {
  const { show, made } = bench('win32')
  show({ key: 'x'.repeat(200) })
  show({ key: 'x'.repeat(200) })
  expect(made(0).options.id).toBe(made(1).options.id)
  expect(made(0).options.id?.length).toBeLessThanOrEqual(64)
})

test('shown, then clicked, and nothing after it', async () => {
  const { told, show, made, pass } = bench()
  show()
  made().emit('show', {})
  made().emit('click', {})
  made().emit('close', {})
  made().emit('click', {})
  await pass(20_000)
  expect(told).toEqual(['shown', 'clicked'])
})

test('a press tells which button, by the details or by the older argument', () => {
  const { told, show, made } = bench()
  show()
  made().emit('action', { actionIndex: 1 }, 0)
  show({}, 'older: ')
  made().emit('action', {}, 0)
  show({}, 'unknown: ')
  made().emit('action', { actionIndex: 7 }, 7)
  expect(told).toEqual([
    'shown',
    'pressed 1',
    'older: shown',
    'older: pressed 0',
    'unknown: shown',
    'unknown: clicked',
  ])
})

test('without confirmation it failed after 10 s; one that comes late still counts', async () => {
  const { told, show, made, pass } = bench()
  show()
  await pass(9_000)
  expect(told).toEqual([])
  await pass(1_000)
  made().emit('failed', {}, 'later')
  expect(told).toEqual(['failed: the system did not confirm it in 10 s'])
  show({ key: 'b' }, 'b ')
  await pass(10_000)
  made().emit('show', {})
  expect(told.slice(1)).toEqual(['b failed: the system did not confirm it in 10 s', 'b shown'])
})

test('what the system refuses failed at once', async () => {
  const { told, show, made, pass } = bench('win32')
  show()
  made().emit('failed', {}, 'switched off')
  await pass(20_000)
  expect(told).toEqual(['failed: switched off'])
})

test('the same key takes the first one away, without an event', () => {
  const { told, show, made } = bench()
  show({}, 'first ')
  made(0).emit('show', {})
  show({}, 'second ')
  expect(made(0).calls).toEqual(['show', 'close'])
  made(0).emit('click', {})
  made(1).emit('show', {})
  expect(told).toEqual(['first shown', 'second shown'])
})

test('taking it back is silent, and harmless when it is gone', () => {
  const { told, show, made } = bench()
  const shown = show()
  shown.close()
  shown.close()
  expect(made().calls).toEqual(['show', 'close'])
  show({ key: 'b' })
  made().emit('close', { reason: 'userCanceled' })
  expect(told).toEqual(['closed'])
})

test('on Windows a time-out only moves it to the notification centre', () => {
  const { told, show, made } = bench('win32')
  show()
  made().emit('show', {})
  made().emit('close', { reason: 'timedOut' })
  made().emit('click', {})
  expect(told).toEqual(['shown', 'clicked'])
})

test('on Windows an activation is told once, and one of a notification we no longer know as stray', async () => {
  const { told, show, made, pass } = bench('win32')
  show()
  FakeNotification.activate()
  made().emit('click', {})
  await pass(5_000)
  expect(told).toEqual(['shown', 'clicked'])
  FakeNotification.activate()
  await pass(5_000)
  expect(told.slice(2)).toEqual(['stray'])
})

test('a hundred are kept, for a day; what is let go of stays on the screen', async () => {
  const { told, show, made, pass } = bench()
  for (let n = 0; n < 101; n++) show({ key: `key ${n}` }, `${n} `)
  for (const one of FakeNotification.made) one.emit('show', {})
  made(0).emit('click', {})
  made(1).emit('click', {})
  expect(told.filter((what) => what.endsWith('clicked'))).toEqual(['1 clicked'])
  await pass(24 * 3_600_000)
  show({ key: 'new' })
  made(2).emit('click', {})
  expect(told.filter((what) => what.endsWith('clicked'))).toEqual(['1 clicked'])
  expect(FakeNotification.made.flatMap(({ calls }) => calls)).not.toContain('close')
})
