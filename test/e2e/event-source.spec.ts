import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { type FaultProxy, openFaultProxy } from '../support/network/fault-proxy.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

let folder: string
let server: ServerProcess
let proxy: FaultProxy

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  proxy = await openFaultProxy({ target: server.url, slice: 5 })
})

test.afterEach(async () => {
  await proxy.close()
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Sends one new alert whose text has everything that has ever broken a parser. */
async function fire(n: number): Promise<void> {
  const response = await post(`${server.url}/api/v2/alerts`, [
    {
      labels: { alertname: `Alert${n}` },
      annotations: { summary: `${n}\r\ndata: x\u2028\uFEFF\0 👩‍👩‍👧` },
    },
  ])
  expect(response.status).toBe(200)
}

interface Heard {
  readonly hellos: number
  readonly names: readonly string[]
  readonly ids: readonly string[]
}

/** A page's own EventSource, as any page would open it: nothing of ours is in it. */
function listen(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const heard = { hellos: 0, names: [] as string[], ids: [] as string[] }
        ;(window as unknown as { heard: typeof heard }).heard = heard
        const source = new EventSource('/api/v2/events/stream?types=alert_created')
        source.addEventListener('hello', () => {
          heard.hellos += 1
          resolve()
        })
        source.onmessage = ({ data, lastEventId }) => {
          const { summary } = JSON.parse(data).data.annotations
          heard.names.push(summary)
          heard.ids.push(lastEventId)
        }
      }),
  )
}

function heard(page: Page): Promise<Heard> {
  return page.evaluate(() => (window as unknown as { heard: Heard }).heard)
}

test('P15: a native EventSource reads every event, and after a cut goes on where it was', async ({
  page,
}) => {
  const asked: (string | undefined)[] = []
  page.on('request', async (request) => {
    if (!request.url().includes('/events/stream')) return
    asked.push((await request.allHeaders())['last-event-id'])
  })
  // A page of the server's that opens no stream by itself, and may: data may not.
  await page.goto(`${proxy.url}/no-such-page`)
  await listen(page)
  for (let n = 0; n < 5; n++) await fire(n)
  await expect.poll(async () => (await heard(page)).names.length).toBe(5)

  proxy.block('sse', 'reset')
  proxy.cut('reset', 'sse')
  for (let n = 5; n < 10; n++) await fire(n)
  await proxy.restore()
  await expect.poll(async () => (await heard(page)).hellos, { timeout: 30_000 }).toBe(2)
  for (let n = 10; n < 15; n++) await fire(n)
  await expect.poll(async () => (await heard(page)).names.length, { timeout: 30_000 }).toBe(15)

  const { names, ids } = await heard(page)
  expect(names).toEqual(Array.from({ length: 15 }, (_, n) => `${n}\r\ndata: x\u2028\uFEFF\0 👩‍👩‍👧`))
  const created = await fetch(
    `${server.url}/api/v2/events?types=alert_created&cursor=${ids[0]?.split('.')[0]}.0`,
  )
  const { events } = (await created.json()) as { events: { epoch: string; sequence: number }[] }
  expect(ids).toEqual(events.map(({ epoch, sequence }) => `${epoch}.${sequence}`))
  expect(asked[0]).toBeUndefined()
  expect(asked.at(-1)).toBe(ids[4])
})
