import { expect, onTestFinished, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { routingOf } from '../../../server/src/alertmanager/routing.ts'
import { alertsOnly, MINUTE, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const read = readAlertmanagerConfig(
  'am.yml',
  `
route:
  receiver: watchfloor
  routes:
  - matchers: [team="night"]
    receiver: watchfloor
    mute_time_intervals: [half past]
  - matchers: [team="both"]
    receiver: watchfloor
    mute_time_intervals: [half past]
    continue: true
  - matchers: [team="both"]
    receiver: watchfloor
  - matchers: [team="office"]
    receiver: watchfloor
    active_time_intervals: [half past]
receivers: [{name: watchfloor}]
time_intervals:
- name: half past
  time_intervals: [{times: [{start_time: "03:30", end_time: "04:00"}]}]
`,
)
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const routing = routingOf(read.config)

test('S7: mute windows begin and end by the clock, and an alert created in one is created muted', async () => {
  const { core, report, pass, take } = await startCore(await tempDir(), { routing })
  onTestFinished(() => core.close())
  const muted = () =>
    Object.fromEntries(core.board().alerts.map(({ alertname, muted_by }) => [alertname, muted_by]))
  for (const team of ['night', 'both', 'office']) await report(team, { labels: { team }, ends: 180 * MINUTE })
  expect(muted()).toEqual({ night: [], both: [], office: ['half past'] })
  take()
  await pass(29 * MINUTE)
  expect(alertsOnly(take())).toEqual([])
  await pass(MINUTE)
  expect(muted()).toEqual({ night: ['half past'], both: [], office: [] })
  expect(alertsOnly(take()).toSorted()).toEqual(['alert_updated night', 'alert_updated office'])
  await report('late', { labels: { team: 'night' }, ends: 180 * MINUTE })
  expect(alertsOnly(take())).toEqual(['alert_created late'])
  expect(muted().late).toEqual(['half past'])
  await pass(30 * MINUTE)
  expect(muted()).toEqual({ night: [], both: [], office: ['half past'], late: [] })
})
