import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { takeSeed } from '../support/chance.ts'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { startAlertmanagerWith } from '../support/programs/alertmanager.ts'
import { startProgram } from '../support/programs/program.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const SEED = takeSeed()
const random = seeded(SEED)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const some = <T>(list: readonly T[], chance = 0.5): T[] => list.filter(() => random() < chance)

const NAMES = ['severity', 'cluster', 'service', 'team'] as const
const VALUES: Readonly<Record<string, readonly string[]>> = {
  severity: ['critical', 'warning', 'info'],
  cluster: ['eu', 'us'],
  service: ['db', 'web', 'queue'],
  team: ['a', 'b'],
}

function matcher(): string {
  const name = pick(NAMES)
  const value = pick(VALUES[name] as readonly string[])
  return pick([`${name}="${value}"`, `${name}!="${value}"`, `${name}=~"${value}|nothing"`, `${name}=""`])
}

function rule(): object {
  if (random() < 0.3) {
    return {
      source_match: { severity: 'critical' },
      target_match_re: { severity: 'warn.*|info' },
      equal: some(NAMES),
    }
  }
  return {
    source_matchers: [matcher(), ...(random() < 0.3 ? [matcher()] : [])],
    target_matchers: [matcher()],
    equal: some(NAMES),
  }
}

function route(depth: number, receivers: readonly string[]): object {
  return {
    receiver: pick(receivers),
    matchers: [matcher()],
    ...(random() < 0.4 ? { continue: true } : {}),
    // An empty list means something else since 0.31, which the real one here does not know.
    ...(random() < 0.4
      ? { group_by: pick([['...'], [pick([...NAMES, 'alertname'])], ['alertname', ...some(NAMES)]]) }
      : {}),
    ...(depth > 0 ? { routes: some([1, 2, 3]).map(() => route(depth - 1, receivers)) } : {}),
  }
}

function config(): string {
  const receivers = ['fallback', 'pager', 'chat', 'mail']
  return stringify({
    route: {
      receiver: 'fallback',
      group_by: some([...NAMES, 'alertname']),
      routes: [1, 2, 3].map(() => route(2, receivers)),
    },
    receivers: receivers.map((name) =>
      name === 'pager' ? { name, webhook_configs: [{ url: 'http://127.0.0.1:9/' }] } : { name },
    ),
    inhibit_rules: [1, 2, 3].map(rule),
  })
}

interface Gettable {
  readonly fingerprint: string
  readonly receivers: readonly { readonly name: string }[]
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] }
}
interface Group {
  readonly labels: Readonly<Record<string, string>>
  readonly receiver: { readonly name: string }
  readonly alerts: readonly Gettable[]
}

const get = async <T>(url: string, path: string): Promise<T> =>
  (await fetch(`${url}/api/v2${path}`)).json() as Promise<T>

/** Who is suppressed and where it is routed; which of several inhibitors is named is the server's choice. */
async function told(url: string): Promise<unknown> {
  const alerts = await get<readonly Gettable[]>(url, '/alerts')
  const groups = await get<readonly Group[]>(url, '/alerts/groups')
  return {
    alerts: alerts.map(({ fingerprint, receivers, status }) => ({
      fingerprint,
      state: status.state,
      isInhibited: status.inhibitedBy.length > 0,
      receivers,
    })),
    groups: inOrder(groups),
    uninhibited: (await get<readonly Gettable[]>(url, '/alerts?inhibited=false')).length,
    ofPager: (await get<readonly Gettable[]>(url, '/alerts?receiver=pager')).length,
    groupsOfPager: inOrder(await get<readonly Group[]>(url, '/alerts/groups?receiver=pager|c.*')),
    receivers: (await get<readonly { name: string }[]>(url, '/receivers')).map(({ name }) => name),
  }
}

/** Groups in their order, which two of the same labels and receiver do not have, with their alerts in order. */
function inOrder(groups: readonly Group[]): readonly string[] {
  const told = groups.map(({ labels, receiver, alerts: members }) => ({
    place: JSON.stringify([Object.entries(labels).sort(), receiver.name]),
    members: JSON.stringify(members.map(({ fingerprint, receivers }) => [fingerprint, receivers])),
  }))
  return told
    .map(({ place, members }, at) => {
      const twins = told.filter((other) => other.place === place)
      const first = told.findIndex((other) => other.place === place)
      const sorted = twins.map((twin) => twin.members).sort()
      expect(told.slice(first, first + twins.length)).toContainEqual({ place, members })
      return [place, sorted[at - first]]
    })
    .map((one) => JSON.stringify(one))
}

test(`the same alertmanager.yml inhibits, routes and groups the same here and in a real Alertmanager, seed ${SEED}`, async () => {
  for (let round = 0; round < 4; round++) {
    const folder = await tempDir()
    const yaml = config()
    const real = await startAlertmanagerWith(folder, yaml)
    onTestFinished(() => real.program.stop())
    const ours = await runServer({ config: { alertmanager_config: join(folder, 'alertmanager.yml') } })
    const alerts = Array.from({ length: 40 }, (_, n) => ({
      labels: {
        alertname: `Alert${n % 5}`,
        instance: `host-${n}`,
        ...Object.fromEntries(
          some(NAMES, 0.8).map((name) => [name, pick(VALUES[name] as readonly string[])]),
        ),
      },
    }))
    const tellBoth = async (body: readonly object[]): Promise<void> => {
      for (const url of [real.url, ours.url]) {
        const answer = await post(`${url}/api/v2/alerts`, body)
        expect(answer.status).toBe(200)
      }
    }
    const agree = async (): Promise<void> => {
      let seen: { readonly theirs: unknown; readonly own: unknown } | undefined
      // The real one dispatches and inhibits a moment after it has answered.
      await until(
        `agreement in round ${round} with\n${yaml}`,
        async () => {
          seen = { theirs: await told(real.url), own: await told(ours.url) }
          return JSON.stringify(seen.theirs) === JSON.stringify(seen.own) ? true : undefined
        },
        5_000,
      ).catch(() => expect(seen?.own, yaml).toEqual(seen?.theirs))
    }
    await tellBoth(alerts)
    await agree()
    await tellBoth(
      some(alerts).map((alert) => ({ ...alert, endsAt: new Date(Date.now() - 1).toISOString() })),
    )
    await agree()
  }
})

test('amtool reads the configuration that is in effect, and its secrets are not in it', async () => {
  const folder = await tempDir()
  const yaml = `global: {slack_api_url: 'https://hooks.example.com/T0/secret'}
route:
  receiver: chat
  routes:
  - receiver: pager
    matchers: [severity="critical"]
receivers:
- name: chat
  slack_configs: [{channel: '#alerts'}]
- name: pager
  pagerduty_configs: [{routing_key: abcdef}]
`
  const real = await startAlertmanagerWith(folder, yaml)
  onTestFinished(() => real.program.stop())
  const ours = await runServer({ config: { alertmanager_config: join(folder, 'alertmanager.yml') } })
  const amtool = async (url: string, ...args: string[]): Promise<readonly [number | null, string]> => {
    const program = startProgram('amtool', ['--no-version-check', `--alertmanager.url=${url}`, ...args])
    onTestFinished(() => program.stop('SIGKILL').then(() => undefined))
    return [await program.exited, program.output()]
  }
  for (const args of [
    ['config', 'routes', 'show'],
    ['config', 'routes', 'test', 'severity=critical'],
    ['config', 'routes', 'test', 'severity=warning'],
  ])
    expect(await amtool(ours.url, ...args)).toEqual(await amtool(real.url, ...args))
  const [code, shown] = await amtool(ours.url, 'config', 'show')
  expect(code).toBe(0)
  expect(shown).toContain('<secret>')
  expect(shown).not.toMatch(/abcdef|T0\/secret/)
})
