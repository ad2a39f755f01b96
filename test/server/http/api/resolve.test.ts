import { type Alert, fingerprint } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { startStory } from '../../../support/http/story-server.ts'

const labels = { alertname: 'DiskFull', severity: 'critical' }
const path = `/alerts/${fingerprint(labels)}`

test('S5: what a dead Prometheus left behind ends by hand over HTTP, is told by name, and comes back when it does', async () => {
  const s = await startStory()
  const headers = { 'content-type': 'application/json', 'user-agent': 'Prometheus/3.0.0' }
  const send = async (second: number): Promise<void> => {
    const alert = {
      labels,
      startsAt: s.time(0),
      endsAt: s.time(second + 240),
      generatorURL: 'http://prom:9090/graph',
    }
    const answer = await s.ask('/alerts', { method: 'POST', headers, body: JSON.stringify([alert]) })
    expect(answer.status).toBe(200)
  }
  for (let second = 0; second <= 300; second += 60) {
    await s.at(second)
    await send(second)
  }
  await s.at(600)
  const [left] = (await s.board()).alerts
  expect(left).toMatchObject({ status: 'firing', unconfirmed: true })
  const why = (await (await s.ask(`${path}/why`)).json()) as { readonly text: string }
  expect(why.text).toContain('nothing comes from Prometheus prom:9090')

  const answer = await s.post(`${path}/resolve`, { name: 'Ana', life: left?.life, note: 'host is gone' })
  expect(answer.status).toBe(200)
  expect((await answer.json()) as Alert).toMatchObject({ status: 'resolved', resolved_by: 'person' })
  const over = (await (await s.ask(`${path}/why`)).json()) as { readonly text: string }
  expect(over.text).toMatch(/^DiskFull: It ended at .* UTC: Ana ended it by hand: host is gone\.$/)
  expect((await s.post(`${path}/resolve`, { name: 'Tom' })).status).toBe(409)
  expect(await s.alerts()).toEqual([])

  s.told()
  await send(600)
  expect(s.told()).toEqual(['alert_firing DiskFull'])
  expect((await s.post(`${path}/resolve`, { name: 'Ana', life: left?.life })).status).toBe(409)
})
