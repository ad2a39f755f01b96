import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createConnectionHistory } from '../../../src/main/report/connection-history.ts'
import { logTail } from '../../../src/main/report/log-tail.ts'
import { writeReport } from '../../../src/main/report/write-report.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { openDesk } from '../desk.ts'

/** Everything that is planted has this in it. */
const MARK = 'Xq7'

async function textOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder)
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(texts))
}

test('secrets are planted everywhere, and none is in the report', async () => {
  const server = await runServer()
  const folder = await tempDir()
  const address = server.url.replace('//', `//ana:${MARK}password@`)
  await mkdir(join(folder, 'logs'))
  const planted = [
    `Authorization: Bearer ${MARK}.bearer`,
    `"password":"${MARK} with spaces"`,
    `the token ${MARK}-plain-token was refused`,
    `loading ${address}/api/v2/board?token=${MARK}&x=1#${MARK}`,
    `posting https://hooks.example/services/${MARK}/B0`,
    `watchfloor://join?server=x&code=${MARK}${'a'.repeat(40)}`,
    `Cookie: session=${MARK}; other=${MARK}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${MARK}\n-----END RSA PRIVATE KEY-----`,
    `in /home/${MARK}/.config`,
  ]
  await writeFile(join(folder, 'logs/main.log'), `${planted.join('\n')}\nan honest line\n`)
  await writeFile(join(folder, 'logs/main.log.old'), `${planted.join('\n')}\n`)
  const desk = await openDesk({ folder, server: server.url, name: `${MARK}name`, home: `/home/${MARK}` })
  onTestFinished(() => desk.close())
  await desk.live()
  await desk.desktop.handlers.setToken({ token: `${MARK}-plain-token` })
  await post(`${server.url}/api/v2/alerts`, [
    {
      labels: { alertname: `${MARK}Alert`, severity: 'critical', password: `${MARK}label` },
      annotations: { summary: `see https://a:${MARK}@b/c?${MARK}` },
      generatorURL: `http://${MARK.toLowerCase()}.example/graph?g0.expr=${MARK}`,
    },
  ])
  await desk.note(new RegExp(`${MARK}Alert`))

  const made = await desk.desktop.handlers.makeReport({ with_alerts: false })
  if (!made.ok) throw new Error(made.message)
  expect(desk.shown).toEqual([made.value])
  const files = await textOf(made.value)
  expect(Object.keys(files).sort()).toEqual([
    'README.txt',
    'board.json',
    'connection.json',
    'health.json',
    'log.txt',
    'settings.json',
    'told.json',
    'versions.json',
  ])
  for (const [name, text] of Object.entries(files)) {
    // Where a source comes from is its name, which the health rows are about.
    const own = name === 'health.json' || name === 'board.json' ? text.replaceAll('xq7.example', '') : text
    expect([name, own.match(new RegExp(MARK, 'i'))?.[0]]).toEqual([name, undefined])
  }
  // And what helps is there.
  expect(files['log.txt']).toContain('an honest line')
  expect(JSON.parse(files['connection.json'] ?? '')).toMatchObject({
    server: server.url,
    now: { state: 'live' },
    changes: expect.arrayContaining([expect.objectContaining({ state: 'live', how: 'sse' })]),
  })
  expect(JSON.parse(files['board.json'] ?? '')).toMatchObject({ alerts: 1, by_level: { critical: 1 } })
  expect(JSON.parse(files['told.json'] ?? '')).toContainEqual(
    expect.objectContaining({ kind: 'alert', level: 'critical', reason: 'critical' }),
  )
  expect(JSON.parse(files['settings.json'] ?? '')).toMatchObject({
    settings: { server: server.url, name: '(given)' },
    token_place: 'memory',
  })
  expect((await stat(made.value)).mode & 0o077).toBe(0)

  const asked = await desk.desktop.handlers.makeReport({ with_alerts: true })
  if (!asked.ok) throw new Error(asked.message)
  const alerts = (await textOf(asked.value))['alerts.json'] ?? ''
  expect(JSON.parse(alerts)).toMatchObject([
    { labels: { alertname: `${MARK}Alert`, password: '[removed]' }, level: 'critical' },
  ])
  expect(alerts).toContain('see https://[removed]@b/[removed]?[removed]')
})

test('the connection’s changes are told once each, the last ones, with what is broken', () => {
  let now = 0
  const history = createConnectionHistory(() => now)
  const common = { at: 0, since: 0, proof: null, skew_ms: null, not_storing: null } as const
  const rest = {
    ...common,
    drops: { count: 0, longest_ms: 0, unstable: false },
    counts: { malformed: 0, duplicates: 0, gaps: 0, resets: 0 },
  }
  const live = { ...rest, state: 'live', transport: 'sse', reloaded: null } as const
  const offline = { ...rest, state: 'offline', broken: 'dns', detail: 'ENOTFOUND', retry_at: null } as const
  history.take(null)
  history.take(live)
  history.take({ ...live, since: 5 })
  now = 60_000
  history.take(offline)
  expect(history.changes()).toEqual([
    { at: '1970-01-01T00:00:00.000Z', state: 'no server' },
    { at: '1970-01-01T00:00:00.000Z', state: 'live', how: 'sse' },
    { at: '1970-01-01T00:01:00.000Z', state: 'offline', how: 'dns', detail: 'ENOTFOUND' },
  ])
  for (let n = 0; n < 300; n++) history.take(n % 2 === 0 ? live : offline)
  expect(history.changes()).toHaveLength(200)
})

test('of a long log the end is told, from a whole line on; of one that was just begun, the one before too', async () => {
  const file = join(await tempDir(), 'main.log')
  expect(await logTail(file)).toBe('')
  await writeFile(`${file}.old`, `${'x'.repeat(300_000)}\nbefore\n`)
  await writeFile(file, 'now\n')
  expect(await logTail(file)).toBe('before\nnow\n')
})

test('the last five reports stay', async () => {
  const folder = await tempDir()
  for (let n = 0; n < 7; n++) await writeReport(folder, `2026-11-29T09:00:0${n}.000Z`, { 'a.txt': 'x' })
  expect((await readdir(folder)).sort()).toEqual(
    [2, 3, 4, 5, 6].map((n) => `watchfloor-report-2026-11-29T09-00-0${n}-000Z`),
  )
})
