import { expect, test } from '../support/desktop/desktop-test.ts'
import { FIXTURE_APP as app, readyPage, seen } from './fixture-desk.ts'

test('the page has what the preload exposes, frozen, and nothing else of Electron', async ({ launch }) => {
  const page = await readyPage(await launch({ app }))
  const found = await page.evaluate(() => {
    const unsubscribe = fixture.onPush(() => {})
    unsubscribe()
    const thrown = (() => {
      try {
        return fixture.require('node:fs')
      } catch (error) {
        return (error as Error).message
      }
    })()
    const names = Object.getOwnPropertyNames(window).filter((name) => /standin|electron|ipc/i.test(name))
    return {
      names,
      require: typeof (window as { require?: unknown }).require,
      frozen: [fixture, fixture.nested, fixture.nested.list].map(Object.isFrozen),
      double: fixture.double(21),
      callback: fixture.apply((value) => value + 1, 1),
      unsubscribe: typeof unsubscribe,
      thrown,
    }
  })
  expect(found).toEqual({
    names: [],
    require: 'undefined',
    frozen: [true, true, true],
    double: 42,
    callback: 2,
    unsubscribe: 'function',
    thrown: expect.stringContaining('module not found'),
  })
})

test('values survive the way to main and back as structured clones', async ({ launch }) => {
  const desk = await launch({ app })
  const page = await readyPage(desk)
  const kept = await page.evaluate(async () => {
    const value = {
      nothing: undefined,
      numbers: [Number.NaN, -0, Number.POSITIVE_INFINITY, 2n ** 70n],
      date: new Date(5),
      map: new Map<unknown, unknown>([[{ a: 1 }, new Set([null, 'x'])]]),
      bytes: new Uint16Array([1, 500]),
      dollar: { $: 'undefined' },
      error: new RangeError('too far'),
    }
    const got = (await fixture.echo(value)) as typeof value
    const [[key, set] = []] = [...got.map]
    return {
      hasNothing: 'nothing' in got && got.nothing === undefined,
      numbers: got.numbers.map((number, i) => Object.is(number, value.numbers[i])),
      date: got.date instanceof Date && got.date.getTime(),
      map: [JSON.stringify(key), set instanceof Set && set.has('x') && set.has(null)],
      bytes: got.bytes instanceof Uint16Array && [...got.bytes],
      dollar: JSON.stringify(got.dollar),
      error: got.error instanceof Error && got.error.message,
    }
  })
  expect(kept).toEqual({
    hasNothing: true,
    numbers: [true, true, true, true],
    date: 5,
    map: ['{"a":1}', true],
    bytes: [1, 500],
    dollar: '{"$":"undefined"}',
    error: 'too far',
  })
  const errors = await page.evaluate(async () => {
    const message = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'no error',
        (error: Error) => error.message,
      )
    return [
      await message(fixture.echo(() => {})),
      await message(fixture.fail()),
      await message(fixture.nobody()),
    ]
  })
  expect(errors).toEqual([
    expect.stringContaining('could not be cloned'),
    "Error invoking remote method 'fail': Error: on purpose",
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
  ])
  await page.evaluate(() => fixture.send('hello'))
  await expect.poll(async () => (await seen(desk)).told).toEqual(['hello'])
  await desk.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.send('push', { batch: [1, 2] }),
  )
  await expect.poll(() => page.evaluate(() => pushed)).toEqual([{ batch: [1, 2] }])
})

test("the page comes from the app's own scheme, under its policy, and main knows it by that", async ({
  launch,
}) => {
  const page = await readyPage(await launch({ app }))
  expect(await page.evaluate(() => fixture.sender())).toEqual({
    isMainFrame: true,
    url: 'fixture://page/index.html',
    origin: 'fixture://page',
  })
  expect(await page.title()).toBe('Fixture page')
  expect(await page.evaluate(() => isSecureContext)).toBe(true)
})

test('a page that would leave or open a window does neither', async ({ launch }) => {
  const desk = await launch({ app })
  const page = await readyPage(desk)
  const before = page.url()
  await page.click('#away')
  await page.click('#aside')
  const answer = await page.evaluate(() => window.open('https://opened.invalid/'))
  expect(answer).toBeNull()
  await expect
    .poll(async () => (await seen(desk)).opened)
    .toEqual(['https://aside.invalid/', 'https://opened.invalid/'])
  expect((await seen(desk)).refused).toEqual(['https://elsewhere.invalid/'])
  expect(page.url()).toBe(before)
  expect(desk.electron.windows()).toHaveLength(1)
})

test("a link to the app's own scheme is followed, asked of main like any other", async ({ launch }) => {
  const desk = await launch({ app })
  const page = await readyPage(desk)
  await page.click('#own')
  await page.waitForURL((url) => url.search === '?again')
  await page.waitForSelector('[data-ready]')
  expect(await page.evaluate(() => fixture.sender())).toMatchObject({
    url: 'fixture://page/index.html?again',
  })
  await page.evaluate(() => {
    location.href = 'about:blank'
  })
  await expect.poll(async () => (await seen(desk)).refused).toEqual(['about:blank'])
  expect(await page.evaluate(() => location.search)).toBe('?again')
})

test('main learns that a page has crashed, and loads it again', async ({ launch }) => {
  const desk = await launch({ app })
  await readyPage(desk)
  await desk.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect.poll(async () => (await seen(desk)).gone).toHaveLength(1)
  const title = await desk.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const loaded = new Promise((resolve) => contents?.once('did-finish-load', () => resolve(undefined)))
    contents?.reload()
    await loaded
    return contents?.executeJavaScript('document.title') as Promise<string>
  })
  expect(title).toBe('Fixture page')
})
