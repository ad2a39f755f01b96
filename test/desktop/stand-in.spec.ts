import { execFileSync } from 'node:child_process'
import { expect, test } from '../support/desktop/desktop-test.ts'
import { ELECTRON_KIND } from '../support/desktop/electron-kind.ts'
import { FIXTURE_APP as app, readyPage, seen } from './fixture-desk.ts'

test('main is told what it is and how it was started', async ({ launch, userData }) => {
  const desk = await launch({ app, args: ['--hidden', 'fixture://open/7'] })
  const found = await desk.electron.evaluate(({ app }) => ({
    name: app.getName(),
    version: app.getVersion(),
    isPackaged: app.isPackaged,
    userData: app.getPath('userData'),
    argv: process.argv.slice(1),
    type: process.type,
    electron: process.versions.electron,
  }))
  expect(found).toMatchObject({
    name: 'Fixture',
    version: '1.2.3',
    isPackaged: false,
    userData,
    type: 'browser',
  })
  expect(found.argv).toEqual([app, `--user-data-dir=${userData}`, '--hidden', 'fixture://open/7'])
  expect(found.electron).toMatch(/^45\./)
})

test('of two processes with the same data the second tells the first and ends; a killed one holds nothing', async ({
  launch,
  start,
}) => {
  const first = await launch({ app })
  await readyPage(first)
  const second = await start({ app, args: ['fixture://open/9'] })
  expect(await second.exited).toBe(0)
  await expect.poll(async () => (await seen(first)).arrivals).toHaveLength(1)
  const [arrival] = (await seen(first)).arrivals
  expect(arrival?.argv).toContain('fixture://open/9')
  await first.kill()
  await readyPage(await launch({ app }))
})

test('what pages store is there at the next start', async ({ launch }) => {
  const first = await launch({ app })
  await (await readyPage(first)).evaluate(() => localStorage.setItem('kept', 'yes'))
  await first.close()
  expect(await first.exited).toBe(0)
  const page = await readyPage(await launch({ app }))
  expect(await page.evaluate(() => localStorage.getItem('kept'))).toBe('yes')
})

test('nothing of it is left after kill -9', async ({ launch, userData }) => {
  const desk = await launch({ app })
  await readyPage(desk)
  const left = (): string => {
    const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    return all
      .split('\n')
      .filter((line) => line.includes(userData))
      .join('\n')
  }
  expect(left()).not.toBe('')
  await desk.kill()
  await expect.poll(left).toBe('')
})

test('a call that the stand-in lacks throws by its name', async ({ launch }) => {
  test.skip(ELECTRON_KIND === 'real', 'Electron has them all')
  const desk = await launch({ app })
  const thrown = await desk.electron.evaluate(({ app, globalShortcut, BrowserWindow }) =>
    [
      () => app.getLocale(),
      () => globalShortcut.register('A', () => {}),
      () => BrowserWindow.getAllWindows()[0]?.setOpacity(0.5),
    ].map((call) => {
      try {
        return call()
      } catch (error) {
        return (error as Error).message
      }
    }),
  )
  expect(thrown).toEqual([
    'stand-in: app.getLocale is not implemented',
    'stand-in: globalShortcut.register is not implemented',
    'stand-in: BrowserWindow.setOpacity is not implemented',
  ])
})
