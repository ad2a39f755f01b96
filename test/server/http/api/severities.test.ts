import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BoardSnapshot, SeverityNames } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { startServerProcess } from '../../../support/programs/server-process.ts'
import { sse } from '../../../support/stream/stream-clients.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const put = (url: string, body: object): Promise<Response> =>
  fetch(`${url}/api/v2/severities`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const names = async (url: string): Promise<SeverityNames> =>
  (await (await fetch(`${url}/api/v2/severities`)).json()) as SeverityNames
const levels = async (url: string): Promise<readonly string[]> =>
  ((await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot).alerts.map(
    ({ severity, level }) => `${severity} ${level}`,
  )

test('S8: a name is mapped for everybody at once, which no kill -9 undoes; the configuration wins', async () => {
  const folder = await tempDir()
  let server = await startServerProcess(folder)
  onTestFinished(() => server.kill())
  const alerts = [{ labels: { alertname: 'A', severity: 'Tier0' } }]
  expect((await post(`${server.url}/api/v2/alerts`, alerts)).status).toBe(200)
  const stream = sse.open(server.url, { filter: { severity: ['critical'] } })
  await stream.untilControl('hello')

  const mapped = await put(server.url, { value: 'Tier0', level: 'critical', name: 'Ana' })
  const own = { value: 'Tier0', level: 'critical', by: 'Ana' }
  expect([mapped.status, await mapped.json()]).toEqual([200, { mapped: [expect.objectContaining(own)] }])
  // Whoever follows criticals alone hears of what became one.
  await stream.until(({ events }) => events.some(({ type }) => type === 'alert_updated'))
  expect(stream.events.at(-1)?.data).toMatchObject({
    level: 'critical',
    was: { severity: 'Tier0', level: 'unset' },
  })
  await server.kill()

  server = await startServerProcess(folder)
  expect(await levels(server.url)).toEqual(['Tier0 critical'])
  expect(await names(server.url)).toMatchObject({ mapped: [own] })
  await server.kill()

  const config = join(folder, 'settings.yml')
  await writeFile(config, 'severities:\n  tier0: info\n')
  server = await startServerProcess(folder, { config })
  expect(await levels(server.url)).toEqual(['Tier0 info'])
  expect(await names(server.url)).toMatchObject({ mapped: [{ ...own, overruled: true }] })
  for (const [body, status, words] of [
    [{ value: 'tier0', level: 'high' }, 409, 'by the server’s configuration'],
    [{ value: 'x', level: null }, 404, 'nobody mapped'],
    [{ value: 'x', level: 'unset' }, 400, 'level'],
  ] as const) {
    const refused = await put(server.url, body)
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(words)])
  }
  expect((await put(server.url, { value: 'tier0', level: null })).status).toBe(200)
  expect(await names(server.url)).toEqual({ mapped: [] })
})
