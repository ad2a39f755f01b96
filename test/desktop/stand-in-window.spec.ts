import { execFileSync } from 'node:child_process'
import { expect, test } from '../support/desktop/desktop-test.ts'
import { FIXTURE_APP as app, readyPage } from './fixture-desk.ts'

/** Windows that are on the X screen, by their titles. */
function onScreen(display: string | undefined): string {
  const windows = execFileSync('xwininfo', ['-root', '-tree', '-display', display ?? ''], {
    encoding: 'utf8',
  })
  const ids = [...windows.matchAll(/(0x[0-9a-f]+) "([^"]+)"/g)]
  const mapped = ids.filter(([, id = '']) =>
    execFileSync('xwininfo', ['-id', id, '-display', display ?? ''], { encoding: 'utf8' }).includes(
      'IsViewable',
    ),
  )
  return mapped.map(([, , title]) => title).join('\n')
}

test('a hidden window is not on the screen until it is shown, and its page runs meanwhile', async ({
  launch,
  session,
}) => {
  const desk = await launch({ app, args: ['--hidden'] })
  const page = await readyPage(desk)
  expect(onScreen(session.env.DISPLAY)).not.toContain('Fixture')
  const window = await desk.electron.browserWindow(page)
  expect(await window.evaluate((one) => [one.isVisible(), one.isFocused()])).toEqual([false, false])
  await window.evaluate((one) => one.show())
  await expect.poll(() => onScreen(session.env.DISPLAY)).toContain('Fixture page')
  await expect.poll(() => window.evaluate((one) => [one.isVisible(), one.isFocused()])).toEqual([true, true])
  await window.evaluate((one) => one.hide())
  await expect.poll(() => onScreen(session.env.DISPLAY)).not.toContain('Fixture')
  await expect.poll(() => window.evaluate((one) => one.isFocused())).toBe(false)
  expect(await page.evaluate(() => fixture.double(4))).toBe(8)
})

test('a window is where it was put, and may refuse to close', async ({ launch }) => {
  const desk = await launch({ app, args: ['--stay'] })
  const window = await desk.electron.browserWindow(await readyPage(desk))
  await expect
    .poll(() => window.evaluate((one) => one.getBounds()))
    .toEqual({ x: 40, y: 50, width: 900, height: 600 })
  await window.evaluate((one) => one.setBounds({ x: 100, width: 700 }))
  await expect
    .poll(() => window.evaluate((one) => one.getBounds()))
    .toEqual({ x: 100, y: 50, width: 700, height: 600 })
  await window.evaluate((one) =>
    one.once('close', (event: { preventDefault(): void }) => event.preventDefault()),
  )
  await window.evaluate((one) => one.close())
  expect(await window.evaluate((one) => one.isDestroyed())).toBe(false)
  await window.evaluate((one) => one.close())
  const left = (): Promise<number> =>
    desk.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  await expect.poll(left).toBe(0)
  // It stays, as its listener wants, and quits in Electron's order when it is told.
  const order = desk.electron.evaluate(
    ({ app }) =>
      new Promise<string[]>((resolve) => {
        const order: string[] = []
        app.once('before-quit', () => order.push('before-quit'))
        app.once('will-quit', (event) => {
          event.preventDefault()
          resolve([...order, 'will-quit'])
        })
        app.quit()
      }),
  )
  expect(await order).toEqual(['before-quit', 'will-quit'])
  await desk.close()
})
