import { formatCursor, type LoggedEvent } from '@watchfloor/contract'
import { onTestFinished } from 'vitest'
import { HOUR, MINUTE, startCore } from '../../support/core/test-core.ts'
import { startStreams } from '../../support/stream/stream-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'
import { conformance } from './conformance.ts'

const SEVERITIES = ['critical', 'high', 'warning', 'info', ''] as const

conformance('the real core', async (options) => {
  const { core, clock, pass } = await startCore(await tempDir())
  onTestFinished(() => core.close())
  const logged: LoggedEvent[] = []
  core.log.subscribe((batch) => logged.push(...batch))
  let n = 0
  return {
    server: await startStreams({ core, ...options }),
    logged,
    head: core.log.head,
    publish: async (count) => {
      const now = clock.now()
      const alerts = Array.from({ length: count }, () => {
        n++
        const severity = SEVERITIES[n % SEVERITIES.length] ?? ''
        const cluster = `${n % 2 === 0 ? 'eu' : 'us'}-${n % 3}`
        const labels = { alertname: `Alert${n % 4}`, cluster, instance: `host-${n}`, severity }
        return {
          labels,
          annotations: { summary: `host-${n}` },
          startsAt: now,
          endsAt: now + 240_000,
          generatorURL: undefined,
        }
      })
      const batch = {
        entry: 'direct',
        product: 'Script',
        sender: '10.0.0.1',
        alerts,
        receiver: undefined,
      } as const
      const answer = await core.ingest(batch)
      if (!answer.ok) throw new Error(answer.message)
    },
    // This engine trims by age: a day passes, and its maintenance with it.
    trim: async () => {
      clock.jump(25 * HOUR)
      await pass(12 * MINUTE)
      await until('the log to be trimmed', () => (core.log.earliest().sequence > 0 ? true : undefined))
      return formatCursor({ ...core.log.head(), sequence: 0 })
    },
  }
})
