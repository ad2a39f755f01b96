import type { LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { runs, takeSeed } from '../../support/chance.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { HOUR, MINUTE } from '../../support/core/test-core.ts'
import { startNodes, type TestNode } from '../../support/core/test-nodes.ts'
import { sharedPostgres } from '../../support/programs/postgres.ts'
import { seeded } from '../../support/seeded.ts'

const postgres = sharedPostgres()

const NODES = 3
const SECOND = 1_000
/** Its deadline passes unless it is sent again within this; a round takes less. */
const STEADY_ENDS = 90 * SECOND
const RULES = { resolveTimeout: 2 * SECOND }

/** Everything of a board that does not say when, or by whom, it was asked for. */
function shown({ core }: TestNode) {
  const { alerts, silences, health, cursor } = core.board()
  const byKey = <T extends object>(items: readonly T[]): readonly T[] =>
    items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return {
    alerts: byKey(alerts),
    silences: byKey(silences),
    health: byKey(health),
    cursor,
    listed: core.alerts(),
  }
}

/** How often each answered command shows in the log, and what of it cannot be. */
function flawsOf(log: readonly LoggedEvent[]): readonly string[] {
  const flaws: string[] = []
  const firing = new Set<string>()
  const ids = new Set<string>()
  for (const [n, event] of log.entries()) {
    if (event.sequence !== n + 1) flaws.push(`event ${event.sequence} stands where ${n + 1} should`)
    if (ids.has(event.id)) flaws.push(`${event.id} is twice`)
    ids.add(event.id)
    if (event.type === 'alert_created' || event.type === 'alert_firing') {
      if (firing.has(event.data.fingerprint)) flaws.push(`${event.data.alertname} begins while it goes on`)
      firing.add(event.data.fingerprint)
    }
    if (event.type === 'alert_resolved' && !firing.delete(event.data.fingerprint))
      flaws.push(`${event.data.alertname} ends while it is over`)
    if (event.type === 'alert_resolved' && event.data.alertname === 'Steady') flaws.push('Steady was lost')
  }
  return flaws
}

test('three nodes on one database, whatever is done at which of them: one log, one state, each answered thing once', async () => {
  const random = seeded(takeSeed())
  const below = (n: number): number => Math.floor(random() * n)
  const clock = new HandClock()
  const place = await postgres().newPlace()
  const nodes = await startNodes(place, NODES, { rules: RULES }, clock)
  const anyNode = (): TestNode => nodes[below(NODES)] as TestNode
  const settle = async (): Promise<void> => {
    for (const node of nodes) await node.settle()
  }
  const steadySince = clock.now()
  const stillThere = (): Promise<void> =>
    anyNode().report('Steady', { at: { startsAt: steadySince, endsAt: clock.now() + STEADY_ENDS } })
  const answered = { created: new Set<string>(), taken: new Set<string>(), silences: new Set<string>() }
  let made = 0

  const acts: readonly (() => Promise<unknown>)[] = [
    async () => {
      const name = `New${++made}`
      await anyNode().report(name, { ends: HOUR })
      answered.created.add(name)
    },
    () =>
      anyNode().report(`Old${below(4)}`, { labels: { severity: ['critical', 'warning'][below(2)] ?? '' } }),
    () => {
      const now = clock.now()
      const labels = { severity: ['critical', 'warning'][below(2)] ?? '' }
      return anyNode().report(`Old${below(4)}`, { labels, at: { startsAt: now, endsAt: now } })
    },
    async () => {
      // The same at several nodes at once, as Prometheus does it.
      const name = `Everywhere${++made}`
      await Promise.all(nodes.map((node) => node.report(name, { ends: HOUR })))
      answered.created.add(name)
    },
    async () => {
      const node = anyNode()
      const alerts = node.core.board().alerts.filter(({ status }) => status === 'firing')
      const { fingerprint } = alerts[below(alerts.length)] ?? { fingerprint: '' }
      const name = `p${++made}`
      const answer = await node.core.acknowledge({ ...TAKEN, name, fingerprint })
      if (answer.ok) answered.taken.add(name)
    },
    async () => {
      const now = clock.now()
      const matchers = [{ name: 'alertname', value: `Old${below(4)}`, is_regex: false, is_equal: true }]
      const of = { id: undefined, createdBy: 'Ana', comment: 'test', annotations: {} }
      const answer = await anyNode().core.setSilence({
        ...of,
        matchers,
        startsAt: now,
        endsAt: now + 2 * MINUTE,
      })
      if (answer.ok) answered.silences.add(answer.value)
    },
    async () => {
      const node = anyNode()
      const [silence] = node.core.silences().filter(({ state }) => state === 'active')
      if (silence !== undefined) await node.core.expireSilence(silence.id, 'Ana')
    },
    async () => {
      for (const node of nodes) node.wakes = random() < 0.7
    },
    async () => anyNode().takeDuty(random() < 0.5 ? 'left' : 'vanished'),
  ]

  for (let round = 0; round < runs(30); round++) {
    await Promise.all([
      stillThere(),
      ...Array.from({ length: 1 + below(6) }, () => acts[below(acts.length)]?.()),
    ])
    // Somebody writes the same alert's record elsewhere, before the node that heard of it last does.
    const node = anyNode()
    await node.look()
    const { fingerprint = '' } =
      node.core.board().alerts.find(({ alertname }) => alertname === 'Steady') ?? {}
    await node.core.noteAlert({
      fingerprint,
      life: undefined,
      name: 'Ana',
      text: 'still there',
      id: `n${++made}`,
    })
    await clock.pass(([1, 4, 20, 84, 88][below(5)] as number) * SECOND, settle, 4 * SECOND)
  }
  await stillThere()
  // What was heard is written, and everybody knows of it.
  await clock.pass(12 * SECOND, settle, 4 * SECOND)
  for (const node of nodes) await node.look()

  const [one, ...others] = nodes as [TestNode, ...TestNode[]]
  const log = await one.core.log.readAfter(0, 100_000)
  expect(flawsOf(log)).toEqual([])
  const texts = log.map((event) => JSON.stringify(event))
  for (const node of others) {
    const theirs = await node.core.log.readAfter(0, 100_000)
    expect(theirs.map((event) => JSON.stringify(event))).toEqual(texts)
    expect(shown(node)).toEqual(shown(one))
    // Each subscriber heard everything since it began, in order.
    expect(node.events.map(({ sequence }) => sequence)).toEqual(
      log.slice(-node.events.length).map(({ sequence }) => sequence),
    )
  }
  const count = (type: LoggedEvent['type'], of: (event: LoggedEvent) => unknown) =>
    Map.groupBy(
      log.filter((event) => event.type === type),
      of,
    )
  const created = count('alert_created', (event) => (event.data as { alertname?: string }).alertname)
  for (const name of answered.created) expect(created.get(name), name).toHaveLength(1)
  const taken = count('alert_acknowledged', (event) => (event.data as { by?: string }).by)
  for (const name of answered.taken) expect(taken.get(name), name).toHaveLength(1)
  const silenced = count('silence_created', (event) => (event.data as { id: string }).id)
  expect(new Set(silenced.keys())).toEqual(answered.silences)
  for (const node of nodes) expect(node.failed).toEqual([])

  // Who comes now finds the same in the database.
  const [late] = (await startNodes(place, 1, { rules: RULES, idle: true }, clock)) as [TestNode]
  await clock.pass(4 * SECOND, settle, 4 * SECOND)
  await late.look()
  await one.look()
  expect(shown(late)).toEqual(shown(one))
  for (const { core } of [...nodes, late]) await core.close()
}, 600_000)

const TAKEN = { life: undefined, until: 'resolved', endsAt: undefined, note: undefined } as const
