import { expect, test } from '../support/desktop/desktop-test.ts'
import { ELECTRON_KIND } from '../support/desktop/electron-kind.ts'
import { until } from '../support/until.ts'
import { FIXTURE_APP as app, readyPage } from './fixture-desk.ts'

test('a notification is shown by the desktop; clicks, buttons and closing come back to main', async ({
  launch,
  session,
}) => {
  const desk = await launch({ app })
  await readyPage(desk)
  await desk.electron.evaluate(({ Notification }) => {
    const kept: unknown[] = []
    const events: string[] = []
    Object.assign(globalThis, { kept, events })
    for (const [index, title] of ['clicked', 'pressed', 'closed', 'withdrawn'].entries()) {
      const notification = new Notification({
        title,
        body: 'a < b & <b>bold</b>',
        urgency: index === 0 ? 'critical' : 'low',
        silent: index === 1,
        timeoutType: index === 0 ? 'never' : 'default',
        actions: [{ type: 'button', text: 'Acknowledge' }],
      })
      notification.on('show', () => events.push(`${title} show`))
      notification.on('click', () => events.push(`${title} click`))
      notification.on('action', (details) => events.push(`${title} action ${details.actionIndex}`))
      notification.on('close', () => events.push(`${title} close`))
      notification.show()
      kept.push(notification)
    }
  })
  const shown = await until('four notifications', () => {
    const all = session.history()
    return all.length === 4 ? all : undefined
  })
  expect(shown[0]).toMatchObject({
    appName: 'Fixture',
    summary: 'clicked',
    body: 'a < b & <b>bold</b>',
    urgency: 'critical',
    desktopEntry: 'fixture',
    expireTimeout: 0,
    replaces: 0,
    isSilent: false,
  })
  expect(shown[1]).toMatchObject({ urgency: 'low', expireTimeout: -1, isSilent: true })
  const [clicked, pressed, closed] = shown.map(({ id }) => id)
  const hasButtons = shown[1]?.actions.some(({ label }) => label === 'Acknowledge')
  await session.press(clicked ?? 0)
  if (hasButtons) await session.press(pressed ?? 0, '0')
  await session.dismiss(closed ?? 0)
  await desk.electron.evaluate(() => {
    const { kept } = globalThis as unknown as { kept: { close: () => void }[] }
    kept[3]?.close()
  })
  const events = (): Promise<string[]> =>
    desk.electron.evaluate(() => (globalThis as unknown as { events: string[] }).events)
  await expect.poll(() => session.history()[3]?.isWithdrawn).toBe(true)
  await expect.poll(events).toContain('closed close')
  const happened = await events()
  expect(happened.slice(0, 4).sort()).toEqual([
    'clicked show',
    'closed show',
    'pressed show',
    'withdrawn show',
  ])
  expect(happened).toContain('clicked click')
  if (hasButtons) expect(happened).toContain('pressed action 0')
  expect(happened).not.toContain('withdrawn close')
})

test('without a daemon a notification fails, and says so', async ({ launch, session }) => {
  test.skip(ELECTRON_KIND === 'real', 'Electron on Linux documents no such event')
  await session.stopDaemon()
  const desk = await launch({ app })
  const reason = await desk.electron.evaluate(
    ({ Notification }) =>
      new Promise<string>((resolve) => {
        const notification = new Notification({ title: 'nobody listens' })
        notification.on('failed', (_event, error) => resolve(error))
        notification.show()
      }),
  )
  expect(reason).toContain('org.freedesktop.Notifications')
})
