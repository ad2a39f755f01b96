import { expect, test } from 'vitest'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

const ALERTS = 1_500

test('a server that ends in the middle of a wide silence goes on with it at its next start', async () => {
  const folder = await tempDir()
  let isOver = false
  const t = await startCore(folder, {
    storage: (real) => ({
      ...real,
      commit: async (changes) => {
        if (isOver) throw new Error('the power is gone')
        await real.commit(changes)
        isOver = changes.events.some(({ type }) => type === 'silence_created')
      },
    }),
  })
  const answer = await t.core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: 'a',
    receiver: undefined,
    alerts: Array.from({ length: ALERTS }, (_, n) => ({
      labels: { alertname: `A${n}`, team: 'a' },
      annotations: {},
      startsAt: t.clock.now(),
      endsAt: t.clock.now() + HOUR,
      generatorURL: undefined,
    })),
  })
  expect(answer).toMatchObject({ ok: true, accepted: ALERTS })
  await t.core.setSilence(
    {
      id: undefined,
      matchers: [{ name: 'team', value: 'a', is_regex: false, is_equal: true }],
      startsAt: t.clock.now(),
      endsAt: t.clock.now() + HOUR,
      createdBy: 'Ana',
      comment: '',
      annotations: undefined,
    },
    true,
  )
  await t.core.close()

  const again = await startCore(folder, { clock: t.clock })
  const silenced = (): number =>
    again.core.alerts().filter(({ alert }) => alert.silenced_by.length === 1).length
  await until('all of them silenced', async () => {
    await again.pass(1_000)
    return silenced() === ALERTS ? true : undefined
  })
  expect(again.failed).toEqual([])
  const told = again.events.filter(({ type }) => type === 'alert_silenced').length
  // Some were told before the end, and none is told again.
  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThan(ALERTS)
  await again.core.close()
})
