import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { runServer } from '../support/http/run-server.ts'
import { freePort } from '../support/network/free-port.ts'
import { startAlertmanagerWith } from '../support/programs/alertmanager.ts'
import { startProgram } from '../support/programs/program.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

interface Shown {
  readonly labels: { readonly alertname: string }
  readonly annotations: { readonly words?: string }
  readonly startsAt: string
  readonly generatorURL: string
}

/** What one server showed, each time that it was something else. */
interface Watched {
  readonly now: () => Readonly<Record<string, Shown>>
  /** `A fires since …`, `A is gone`, in the order seen. */
  readonly story: (name: string) => readonly string[]
}

function watchAlerts(url: string): Watched {
  const stories = new Map<string, string[]>()
  let now: Readonly<Record<string, Shown>> = {}
  let isOver = false
  const look = async (): Promise<void> => {
    const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as Shown[]
    now = Object.fromEntries(alerts.map((alert) => [alert.labels.alertname, alert]))
    for (const { labels, startsAt } of alerts) tell(labels.alertname, `fires since ${startsAt}`)
    for (const name of stories.keys()) if (now[name] === undefined) tell(name, 'is gone')
  }
  const tell = (name: string, line: string): void => {
    const story = stories.get(name) ?? []
    stories.set(name, story)
    if (story.at(-1) !== line) story.push(line)
  }
  const run = async (): Promise<void> => {
    while (!isOver) {
      await look().catch(() => undefined)
      await sleep(100)
    }
  }
  const running = run()
  onTestFinished(() => {
    isOver = true
    return running
  })
  return { now: () => now, story: (name) => stories.get(name) ?? [] }
}

const RULES = `groups:
- name: lab
  rules:
${['Steady', 'Changing', 'Coming', 'Last'].map(rule).join('\n')}
`

/** It fires while its measure is above zero, and its words change with the value. */
function rule(name: string): string {
  const words = '{{ if gt $value 1.0 }}two{{ else }}one{{ end }}'
  return `  - {alert: ${name}, expr: '${isMeasured(name)}', annotations: {words: '${words}'}}`
}

test('S1 to S6: a story of a real Prometheus is told alike by a real Alertmanager and by this server', async () => {
  const folder = await tempDir()
  const real = await startAlertmanagerWith(folder, 'route: {receiver: none}\nreceivers: [{name: none}]\n')
  onTestFinished(() => real.program.stop())
  const ours = await runServer({ config: { resolve_timeout: 2_000 } })
  const [theirs, own] = [watchAlerts(real.url), watchAlerts(ours.url)]
  const port = await freePort()
  const start = async (measures: Readonly<Record<string, number>>, resendDelay: string) => {
    const prometheus = await startPrometheus({
      folder,
      port,
      alertmanagers: [real.address, `127.0.0.1:${ours.port}`],
      rules: RULES,
      measures,
      resendDelay,
    })
    onTestFinished(() => prometheus.program.stop())
    return prometheus
  }
  const both = (what: string, isSo: (seen: Readonly<Record<string, Shown>>) => boolean) =>
    until(`both: ${what}`, async () => (isSo(theirs.now()) && isSo(own.now()) ? true : undefined), 40_000)
  const alike = async (what: string): Promise<void> => {
    const texts = (): readonly string[] => [theirs, own].map(({ now }) => JSON.stringify(outline(now())))
    await until(
      `both alike after ${what}`,
      async () => (new Set(texts()).size === 1 ? true : undefined),
      20_000,
    )
  }

  // Its deadlines are 12 s away, longer than it takes to restart.
  const first = await start({ Steady: 1, Changing: 1, Coming: 0, Last: 0 }, '3s')
  await both('two fire', (seen) => 'Steady' in seen && 'Changing' in seen)
  await alike('the first firing')

  await first.measure({ Coming: 1, Changing: 2 })
  await both(
    'one has come, one has other words',
    (seen) => 'Coming' in seen && seen.Changing?.annotations.words === 'two',
  )
  await first.measure({ Coming: 0, Changing: 0 })
  await both('two are over', (seen) => !('Changing' in seen) && !('Coming' in seen) && 'Steady' in seen)
  await first.measure({ Coming: 1 })
  await both('one is back', (seen) => 'Coming' in seen)
  await alike('the re-firing')

  // A restart of Prometheus, shorter than its deadlines: nothing ends, and starts stay.
  await first.program.stop()
  const second = await start({ Steady: 1, Changing: 0, Coming: 1, Last: 0 }, '1s')
  await until('it to fire again', async () => {
    const known = await (await fetch(`${second.url}/api/v1/alerts`)).text()
    return ['Steady', 'Coming'].every((name) => known.includes(`"${name}"`)) || undefined
  })
  await second.measure({ Coming: 0, Last: 1 })
  await both('the last has come', (seen) => 'Last' in seen && !('Coming' in seen) && 'Steady' in seen)
  await alike('the restart of Prometheus')
  for (const name of ['Steady', 'Changing', 'Coming', 'Last'])
    expect([name, ...own.story(name)]).toEqual([name, ...theirs.story(name)])
  expect(own.story('Coming').filter((line) => line.startsWith('fires')).length).toBeGreaterThanOrEqual(2)

  // Killed, it can say nothing more. Alertmanager takes that for an end; here it is not known to be one (S5).
  await second.program.stop('SIGKILL')
  await until(
    'Alertmanager to be empty',
    async () => (Object.keys(theirs.now()).length === 0 ? true : undefined),
    40_000,
  )
  const kept = await until('ours to know nothing more', async () => {
    const { alerts } = (await (await fetch(`${ours.url}/api/v2/board`)).json()) as BoardSnapshot
    const firing = alerts.filter(({ status }) => status === 'firing')
    return firing.every(({ unconfirmed }) => unconfirmed) ? firing : undefined
  })
  expect(kept.map(({ alertname }) => alertname).sort()).toEqual(['Last', 'Steady'])
  expect(Object.keys(own.now()).sort()).toEqual(['Last', 'Steady'])
})

function outline(seen: Readonly<Record<string, Shown>>): unknown {
  return Object.keys(seen)
    .sort()
    .map((name) => [name, seen[name]?.startsAt, seen[name]?.annotations, seen[name]?.generatorURL])
}

test('S1 to S6: a story of a real vmalert is told alike by a real Alertmanager and by this server', async () => {
  const folder = await tempDir()
  const real = await startAlertmanagerWith(folder, 'route: {receiver: none}\nreceivers: [{name: none}]\n')
  onTestFinished(() => real.program.stop())
  const ours = await runServer({ config: { resolve_timeout: 2_000 } })
  const [theirs, own] = [watchAlerts(real.url), watchAlerts(ours.url)]
  // Only to be asked what it measures: it has no rules, and sends nothing.
  const source = await startPrometheus({
    folder,
    alertmanagers: [],
    rules: 'groups: []\n',
    measures: { Steady: 1, Changing: 1, Coming: 0, Last: 0 },
  })
  onTestFinished(() => source.program.stop())
  const rules = join(folder, 'vmalert.yml')
  await writeFile(rules, RULES)
  const vmalert = startProgram('vmalert', [
    `-rule=${rules}`,
    `-datasource.url=${source.url}`,
    '-datasource.queryTimeAlignment=false',
    `-notifier.url=${real.url}`,
    `-notifier.url=${ours.url}`,
    `-httpListenAddr=127.0.0.1:${await freePort()}`,
    '-evaluationInterval=500ms',
    '-rule.resendDelay=1s',
    '-external.label=cluster=lab',
  ])
  onTestFinished(() => vmalert.stop())
  const both = (what: string, isSo: (seen: Readonly<Record<string, Shown>>) => boolean) =>
    until(`both: ${what}`, () => (isSo(theirs.now()) && isSo(own.now()) ? true : undefined), 40_000)
  await both('two fire', (seen) => 'Steady' in seen && 'Changing' in seen)
  await source.measure({ Coming: 1, Changing: 2 })
  await both(
    'one has come, one has other words',
    (seen) => 'Coming' in seen && seen.Changing?.annotations.words === 'two',
  )
  expect(outline(own.now())).toEqual(outline(theirs.now()))
  await source.measure({ Coming: 0, Changing: 0 })
  await both('two are over', (seen) => !('Changing' in seen) && !('Coming' in seen) && 'Steady' in seen)
  await source.measure({ Coming: 1 })
  await both('one is back', (seen) => 'Coming' in seen)
  for (const name of ['Steady', 'Changing', 'Coming'])
    expect([name, ...own.story(name)]).toEqual([name, ...theirs.story(name)])
  expect(own.story('Coming').filter((line) => line.startsWith('fires'))).toHaveLength(2)
})
