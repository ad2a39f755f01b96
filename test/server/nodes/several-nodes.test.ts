import { expect, onTestFinished, test } from 'vitest'
import { startNodes, type TestNode } from '../../support/core/test-nodes.ts'
import { sharedPostgres } from '../../support/programs/postgres.ts'

const postgres = sharedPostgres()

async function nodes(count: number): Promise<readonly TestNode[]> {
  const all = await startNodes(await postgres().newPlace(), count)
  onTestFinished(async () => {
    for (const { core } of all) await core.close()
  })
  return all
}

test('what one node is told, the other shows, and either may go on with it', async () => {
  const [one, two] = (await nodes(2)) as [TestNode, TestNode]
  await one.report('A')
  await two.look()
  expect(two.take()).toEqual(['alert_created A'])
  await two.report('B')
  await one.look()
  const taken = {
    life: undefined,
    name: 'kim',
    until: 'resolved',
    endsAt: undefined,
    note: undefined,
  } as const
  const { fingerprint } = one.core.board().alerts.find(({ alertname }) => alertname === 'A') ?? {
    fingerprint: '',
  }
  expect(await two.core.acknowledge({ ...taken, fingerprint })).toMatchObject({ ok: true })
  await one.look()
  expect(one.take()).toEqual(['alert_created A', 'alert_created B', 'alert_acknowledged A'])
  expect(one.core.board()).toEqual(two.core.board())
})
