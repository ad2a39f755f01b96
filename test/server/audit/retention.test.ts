import { expect, onTestFinished, test } from 'vitest'
import { THE_SERVER } from '../../../server/src/audit/actor.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, MINUTE, startCore } from '../../support/core/test-core.ts'

const DAY = 24 * HOUR
const control = { ...THE_SERVER, credential: 'control', subject: 'control' }

test('what is too old goes, a day’s worth at a time, and leaves a checkpoint that goes on; nothing younger goes', async () => {
  const disk = new MemoryDisk()
  const t = await startCore(disk, { retention: { audit: 10 * DAY } })
  onTestFinished(() => t.core.close())
  const { core } = t
  for (let day = 0; day < 14; day++) {
    for (let n = 0; n < 3; n++) await core.by(THE_SERVER).note({ what: `day.${day}`, result: 'ok' })
    t.clock.jump(DAY)
    await t.pass(11 * MINUTE)
  }
  const verdict = await core.audit.verify(undefined, undefined)
  expect(verdict).toMatchObject({ whole: true, problems: [], trimmed_to: expect.any(Number) })
  const kept = await core.audit.scan({ from: 0, to: Infinity, before: 1e15, most: 1_000 })
  const oldest = kept.rows.map(({ text }) => (JSON.parse(text) as { what: string }).what).at(-1)
  expect(['day.2', 'day.3', 'day.4', 'day.5']).toContain(oldest)
  expect(verdict.first).toBe((verdict.trimmed_to ?? 0) + 1)
})

test('an act by the control socket is a row for a day, over a start as well', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  const row = (core: typeof first.core) =>
    core.board().health.find(({ component }) => component === 'Local administrator')
  await first.core.by(control).createCredential({
    name: 'Ana',
    role: 'admin',
    scope: undefined,
    labels: undefined,
    expiresAt: undefined,
    by: 'local administrator',
  })
  await first.pass(5_000)
  expect(row(first.core)).toMatchObject({
    status: 'degraded',
    message: expect.stringMatching(/a local administrator made a token for Ana \(admin\) at \d{4}-/),
  })
  await first.core.close()
  const second = await startCore(disk, { clock: first.clock })
  onTestFinished(() => second.core.close())
  await second.pass(5_000)
  expect(row(second.core)?.status).toBe('degraded')
  second.clock.jump(DAY)
  await second.pass(5_000)
  expect(row(second.core)?.status).toBe('healthy')
})
