import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { BoardAlert, BoardSilence, BoardSnapshot } from '@watchfloor/contract'
import fc from 'fast-check'
import { runs } from '../support/chance.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { type GivenBoard, startGivenBoard } from './given-board.ts'

/** How many boards are tried; more find more. */
const RUNS = runs(12)
const NOW = new Date().toISOString()

let folder: string
let server: ServerProcess
let given: GivenBoard

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  given = await startGivenBoard({ server: server.url, hello: helloText })
})
test.afterAll(async () => {
  await given.close()
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

function helloText(): string {
  const data = {
    control: 'hello',
    cursor: 'any.9',
    head: 'any.9',
    server_time: new Date().toISOString(),
    heartbeat_ms: 15_000,
    retry_ms: 100,
    version: '0.0.0',
    connection: 'c',
  }
  return `event: hello\nid: any.9\ndata: ${JSON.stringify(data)}\n\n`
}

function alertOf(n: number, part: Partial<BoardAlert>): BoardAlert {
  return {
    fingerprint: n.toString(16).padStart(16, '0'),
    life: 'any.1',
    alertname: part.labels?.alertname ?? '',
    status: 'firing',
    severity: '',
    level: 'critical',
    unconfirmed: false,
    flapping: 0,
    labels: {},
    annotations: {},
    starts_at: NOW,
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: [],
    sequence: 1,
    ...part,
  }
}

function boardOf(alerts: readonly BoardAlert[], silences: readonly BoardSilence[] = []): BoardSnapshot {
  return { cursor: 'any.9', server_time: NOW, alerts, silences, health: [], stats: null }
}

/** Texts that pages trip over. */
const ODD = [
  '',
  ' ',
  '\u202Egnp.exe',
  'Check\u200Bout',
  '\uD800',
  '\u0000\u001B[31m',
  '👩‍👩‍👧‍👦',
  'مرحبا بالعالم',
  '\u3164',
  '\u0301'.repeat(300),
  '<img src=x onerror=alert(1)>',
  '%E0%A4%A',
  'https://google.com@evil.test/',
  `https://a.test/${')'.repeat(2_000)}x`,
  'x'.repeat(100_000),
  '[[[['.repeat(5_000),
]
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'alertname',
  'cluster',
  'service',
  'instance',
  'severity',
  '\u202Ea',
]

const text = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'binary', maxLength: 40 }))
const labels = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string({ minLength: 1, maxLength: 9 })), text), {
    maxLength: 7,
  })
  .map((entries) => Object.fromEntries(entries.map(([name, value]) => [name, value])))
const time = fc.constantFrom(NOW, '', 'never', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z')
const owner = fc.record({
  name: fc.oneof(fc.constantFrom('Ana'), fc.constantFrom('\u202EAna', '__proto__')),
  at: time,
  until: fc.constant('resolved' as const),
})
const alerts = fc
  .array(
    fc.record({
      labels,
      annotations: fc.record({ summary: text, runbook_url: text, constructor: text }),
      status: fc.constantFrom('firing' as const, 'resolved' as const),
      level: fc.constantFrom('critical' as const, 'high' as const, 'unset' as const),
      severity: text,
      starts_at: time,
      unconfirmed: fc.boolean(),
      flapping: fc.nat(9),
      silenced_by: fc.constantFrom([], ['s0'], ['constructor']),
      muted_by: fc.constantFrom([], ['\u202Enight']),
      acknowledged_by: fc.oneof(fc.constant(null), owner),
    }),
    { maxLength: 40 },
  )
  .map((parts) =>
    parts.map((part, n) =>
      alertOf(n, {
        ...part,
        ...(part.status === 'resolved' && { ends_at: NOW, resolved_by: 'timeout' as const }),
      }),
    ),
  )

/** Opens the board and says what the page shows; anything that went wrong in it fails the test. */
async function survives(page: Page, board: BoardSnapshot): Promise<void> {
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(String(error.stack ?? error)))
  page.on('crash', () => wrong.push('the page crashed'))
  given.give(board)
  await page.goto(given.url)
  await expect(page.getByText(/^Live/).first()).toBeVisible()
  await expect(
    page.getByRole('treegrid', { name: 'Alerts' }).or(page.getByText('Nothing has ever arrived')).first(),
  ).toBeVisible()
  const rows = page.locator('[data-item][data-level]')
  if ((await rows.count()) > 0) {
    await rows.first().click()
    await expect(page.getByRole('region', { name: 'Alert', exact: true })).toBeVisible()
  }
  await expect(page.getByText(/failed and is not shown/)).toHaveCount(0)
  expect(wrong).toEqual([])
  const hidden = await page.evaluate(
    () => /[\u202A-\u202E\u2066\u2067\u200B\u2060\uFEFF]/.exec(document.body.innerText)?.[0],
  )
  expect(hidden).toBeUndefined()
}

test('random and hostile boards are shown, with nothing hidden in them', async ({ page }) => {
  test.setTimeout(60_000 + RUNS * 15_000)
  await fc.assert(
    fc.asyncProperty(alerts, async (some) => survives(page, boardOf(some))),
    { numRuns: RUNS, endOnFailure: true },
  )
})

test('one group of a hundred thousand alerts is a row, and the page answers', async ({ page }) => {
  test.setTimeout(180_000)
  await survives(
    page,
    boardOf(
      Array.from({ length: Math.min(100_000, runs(100_000)) }, (_, n) =>
        alertOf(n, { labels: { a: `${n}` } }),
      ),
    ),
  )
})

test('thousands of silences are listed', async ({ page }) => {
  const silences = Array.from({ length: 5_000 }, (_, n) => ({
    id: `s${n}`,
    state: 'active' as const,
    matchers: [{ name: 'a', value: `\u202E${n}`, is_regex: false, is_equal: true }],
    starts_at: NOW,
    ends_at: '2099-01-01T00:00:00Z',
    updated_at: NOW,
    created_by: '',
    comment: '',
    annotations: {},
    sequence: 1,
  }))
  given.give(boardOf([], silences))
  await page.goto(`${given.url}/#/silences`)
  await expect(page.getByRole('button', { name: /Show more/ })).toBeVisible()
})
