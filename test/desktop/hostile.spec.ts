import type { ElectronApplication } from '@playwright/test'
import {
  boardOf,
  created,
  EPOCH,
  type HostileServer,
  hello,
  hostileAlert,
  type Stream,
  startHostileServer,
} from './hostile-server.ts'
import { countOf, expect, livePage, test } from './watched-desk.ts'

/** Resident memory of main, megabytes. */
const memoryOf = (app: ElectronApplication): Promise<number> =>
  app.evaluate(() => process.memoryUsage().rss / 1_000_000)

let hostile: HostileServer
test.afterEach(() => hostile.close())

test('ten thousand criticals with HTML in them: five notifications and one that counts, all of it text', async ({
  launch,
  session,
  settingsOf,
  told,
  titles,
}) => {
  const all = Array.from({ length: 10_000 }, (_, n) => hostileAlert(n, n + 1))
  const flood: Stream = (write) => {
    write(hello(0))
    for (const [n, alert] of all.entries()) write(created(alert, n + 1))
  }
  const rest: Stream = (write) => write(hello(all.length))
  hostile = await startHostileServer({ board: () => boardOf([], 0), streams: [flood, rest] })
  const app = await launch({ settings: settingsOf({ server: hostile.url }) })
  const page = await app.page()
  await told(/^10 k critical · newest Evil\d+/)
  await expect(page.getByText('CRIT', { exact: true }).first()).toBeVisible()
  await livePage(page)
  expect(titles().filter((title) => title.startsWith('Critical · Evil'))).toHaveLength(5)
  for (const { summary, body } of session.history()) {
    expect(body).not.toMatch(/<|>/)
    expect(summary + body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/)
    expect(summary.length).toBeLessThanOrEqual(45)
  }
  expect(await page.evaluate(() => 'injected' in window)).toBe(false)
  await expect(page.getByText(/<img src=x onerror=/).first()).toBeVisible()
  expect(await memoryOf(app.electron)).toBeLessThan(700)
})

test('malformed, huge and lying frames: never blind without saying so, nothing shown twice, memory bounded', async ({
  launch,
  settingsOf,
  told,
  titles,
}) => {
  test.setTimeout(150_000)
  const [one, two, three] = [hostileAlert(1, 1), hostileAlert(2, 2), hostileAlert(3, 3)]
  const streams: Stream[] = [
    (write) => {
      write(hello(0))
      write(created(one, 1))
      // The same again, from before, and one that would skip another.
      write(created(one, 1))
      write(created(one, 1, 0))
      write(created(three, 3))
    },
    (write, response) => {
      write(hello(1))
      write('data: {"type":"alert_created"\n\n')
      write('data: not even json\n\n')
      write(`data: "${'x'.repeat(5 * 1024 * 1024)}`)
      response.end()
    },
    (write) => {
      // A head far ahead of everything it will ever send.
      write(hello(1, 1_000_000))
      write(created(two, 2))
    },
  ]
  hostile = await startHostileServer({ board: () => boardOf([], 0), streams })
  const app = await launch({ settings: settingsOf({ server: hostile.url }), args: ['--hidden'] })
  await told(/^Critical · Evil1 /)
  await told(/^Critical · Evil2 /)
  expect(titles().filter((title) => title.startsWith('Critical · Evil1 '))).toHaveLength(1)
  expect(await memoryOf(app.electron)).toBeLessThan(500)
})

test('a board that is none, and a server that resets for ever: said within half a minute', async ({
  launch,
  settingsOf,
  told,
  titles,
  tray,
}) => {
  test.setTimeout(150_000)
  const reset: Stream = (write) => {
    write(hello(7))
    const data = { control: 'reset', reason: 'trimmed', earliest: `${EPOCH}.1`, head: `${EPOCH}.7` }
    write(`event: reset\ndata: ${JSON.stringify(data)}\n\n`)
  }
  let isBroken = false
  let cut = (): void => {}
  const first: Stream = (write, response) => {
    write(hello(7))
    cut = () => response.end()
  }
  hostile = await startHostileServer({
    board: () => (isBroken ? '{"cursor":"evil.7","alerts":[{}]}' : boardOf([hostileAlert(1, 1)], 7)),
    streams: [first, reset],
  })
  await launch({ settings: settingsOf({ server: hostile.url }), args: ['--hidden'] })
  await told(/^Connected/)
  isBroken = true
  cut()
  const blind = await told('You are not receiving alerts')
  expect(blind.body).toContain('Server answers with an error.')
  await expect.poll(async () => (await tray.menu())[0]?.label).toMatch(/^Not receiving/)
  expect(countOf(titles(), 'You are not receiving alerts')).toBe(1)
  // It is asked less and less often.
  expect(hostile.streams).toBeLessThan(40)
})
