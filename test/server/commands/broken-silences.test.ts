import { expect, test } from 'vitest'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('a stored silence that no longer compiles hides nothing, and its health row names it until it is ended', async () => {
  const folder = await tempDir()
  let t = await startCore(folder)
  await t.report('Disk', { labels: { team: 'a' }, ends: HOUR })
  const now = t.clock.now()
  const made = await t.core.setSilence({
    id: undefined,
    matchers: [{ name: 'team', value: 'a', is_regex: true, is_equal: true }],
    startsAt: now,
    endsAt: now + HOUR,
    createdBy: 'Ana',
    comment: 'rollout',
    annotations: {},
  })
  if (!made.ok) throw new Error(made.message)
  await t.pass(5_000)
  const row = () => t.core.board().health.find(({ component }) => component === 'Silences')
  expect(row()).toBeUndefined()
  await t.core.close()

  t = await startCore(folder, {
    clock: t.clock,
    storage: (real) => ({
      ...real,
      load: async (midnight, recent) => {
        const stored = await real.load(midnight, recent)
        const matchers = [{ name: 'team', value: '(a{1,30}){1,100}', is_regex: true, is_equal: true }]
        return { ...stored, silences: stored.silences.map((silence) => ({ ...silence, matchers })) }
      },
    }),
  })
  await t.pass(3_000)
  expect(row()).toMatchObject({ status: 'degraded', kind: 'server' })
  expect(row()?.message).toContain(`a silence hides nothing, because it no longer compiles`)
  expect(row()?.message).toContain(`${made.value} by Ana (rollout): matcher 0: the expression`)
  await t.core.expireSilence(made.value, 'Ana')
  await t.pass(3_000)
  expect(row()).toMatchObject({ status: 'healthy' })
  expect(row()?.message).toBeUndefined()
  expect(t.failed).toEqual([])
  await t.core.close()
})
