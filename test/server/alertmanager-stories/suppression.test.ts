import { fingerprint } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { startStory } from '../../support/http/story-server.ts'

// What Alertmanager's own tests state of silences and inhibition, seen from outside.

const ROUTE = 'route: {receiver: default, group_by: []}\nreceivers: [{name: default}]\n'
const JOB_DOWN = `${ROUTE}inhibit_rules:
- source_match: {alertname: JobDown}
  target_match: {alertname: InstanceDown}
  equal: [job, zone]
`

type Story = Awaited<ReturnType<typeof startStory>>

/** Names of the alerts that would be notified now. */
async function active(s: Story): Promise<readonly string[]> {
  const alerts = await s.alerts('?silenced=false&inhibited=false')
  return alerts.map(({ labels }) => [labels.alertname, labels.zone].filter(Boolean).join(' ')).sort()
}

async function silence(s: Story, matcher: object, starts: number, ends: number): Promise<string> {
  const answer = await s.post('/silences', {
    matchers: [matcher],
    startsAt: s.time(starts),
    endsAt: s.time(ends),
    createdBy: 'test',
    comment: 'test',
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { silenceID: string }).silenceID
}

test('a silence holds one alert back from its start to its end', async () => {
  const s = await startStory()
  await s.at(1)
  await s.push(
    { labels: { alertname: 'test1' }, active: [1] },
    { labels: { alertname: 'test2' }, active: [1] },
  )
  await s.at(2.3)
  await silence(s, { name: 'alertname', value: 'test1', isRegex: false }, 2.5, 4.5)
  expect(await active(s)).toEqual(['test1', 'test2'])
  await s.at(3.5)
  expect(await active(s)).toEqual(['test2'])
  await s.at(4.4)
  expect(await active(s)).toEqual(['test2'])
  await s.at(5.5)
  expect(await active(s)).toEqual(['test1', 'test2'])
})

test('a silence over everything is over when it is deleted', async () => {
  const s = await startStory()
  await s.at(1)
  await s.push({ labels: { alertname: 'test1' } }, { labels: { alertname: 'test2' } })
  const id = await silence(s, { name: 'alertname', value: '.+', isRegex: true }, 1.5, 100)
  await s.at(3)
  expect(await active(s)).toEqual([])
  expect((await s.ask(`/silence/${id}`, { method: 'DELETE' })).status).toBe(200)
  expect(await active(s)).toEqual(['test1', 'test2'])
})

test('an alert is inhibited where every equal label agrees, and active again when its inhibitor has resolved', async () => {
  const s = await startStory({ config: JOB_DOWN })
  const labels = (alertname: string, zone: string) => ({ alertname, job: 'testjob', zone })
  await s.at(1)
  await s.push({ labels: labels('test1', 'aa') })
  await s.push({ labels: labels('InstanceDown', 'aa') }, { labels: labels('InstanceDown', 'ab') })
  expect(await active(s)).toEqual(['InstanceDown aa', 'InstanceDown ab', 'test1 aa'])
  await s.at(2.2)
  await s.push({ labels: labels('JobDown', 'aa') })
  expect(await active(s)).toEqual(['InstanceDown ab', 'JobDown aa', 'test1 aa'])
  await s.at(3.6)
  await s.push({ labels: labels('JobDown', 'aa'), active: [2.2, 3.6] })
  expect(await active(s)).toEqual(['InstanceDown aa', 'InstanceDown ab', 'test1 aa'])
})

test('an inhibited alert and its inhibitor that end together are both told as over, and never as active between', async () => {
  const s = await startStory({ config: JOB_DOWN })
  const labels = (alertname: string) => ({ alertname, job: 'testjob', zone: 'aa' })
  await s.at(1)
  await s.push({ labels: labels('InstanceDown') }, { labels: labels('JobDown') })
  expect(await active(s)).toEqual(['JobDown aa'])
  s.told()
  await s.at(2.6)
  await s.push(
    { labels: labels('InstanceDown'), active: [1, 2.6] },
    { labels: labels('JobDown'), active: [1, 2.6] },
  )
  expect(
    s
      .told()
      .filter((line) => line.startsWith('alert_resolved'))
      .sort(),
  ).toEqual(['alert_resolved InstanceDown', 'alert_resolved JobDown'])
  expect(await active(s)).toEqual([])
})

test('the API shows at once who silences and inhibits an alert, and when it no longer does', async () => {
  const s = await startStory({
    config: `${ROUTE}inhibit_rules:
- source_match: {severity: critical}
  target_match: {severity: warning}
  equal: [alertname]
`,
  })
  const labels = (severity: string) => ({ alertname: 'test1', severity })
  const states = async () =>
    Object.fromEntries((await s.alerts()).map((alert) => [alert.labels.severity, alert.status] as const))
  await s.push({ labels: labels('warning'), active: [0, 300] })
  expect(await states()).toMatchObject({ warning: { state: 'active', silencedBy: [], inhibitedBy: [] } })
  const id = await silence(s, { name: 'alertname', value: 'test1', isRegex: false }, 0, 300)
  expect(await states()).toMatchObject({ warning: { state: 'suppressed', silencedBy: [id] } })
  await s.push({ labels: labels('critical'), active: [0, 300] })
  expect(await states()).toMatchObject({
    warning: { state: 'suppressed', silencedBy: [id], inhibitedBy: [fingerprint(labels('critical'))] },
    critical: { state: 'suppressed', silencedBy: [id], inhibitedBy: [] },
  })
  await s.ask(`/silence/${id}`, { method: 'DELETE' })
  expect(await states()).toMatchObject({
    warning: { state: 'suppressed', silencedBy: [], inhibitedBy: [fingerprint(labels('critical'))] },
    critical: { state: 'active', silencedBy: [] },
  })
})

test('an empty inhibition rule is no reason to fail', async () => {
  const s = await startStory({ config: `${ROUTE}inhibit_rules:\n-\n` })
  await s.push({ labels: { alertname: 'a' } }, { labels: { alertname: 'b' } })
  expect(await active(s)).toEqual(['a', 'b'])
})
