import type { BoardSnapshot, Connections, Health, NodeInfo, NodeList } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { type ClusterNode, startCluster } from '../../support/cluster/cluster.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { startProgram } from '../../support/programs/program.ts'
import { until } from '../../support/until.ts'

const MINUTES = 60_000

async function ask<T>(url: string): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  return (await answer.json()) as T
}

const nodesAt = async ({ url }: ClusterNode) => (await ask<NodeList>(`${url}/api/v2/nodes`)).nodes
const rowAt = async ({ url }: ClusterNode, component: string): Promise<Health | undefined> =>
  (await ask<BoardSnapshot>(`${url}/api/v2/board`)).health.find((row) => row.component === component)

/** Resolves when all of these agree who is there and who has the duty; answers that one. */
function agreed(nodes: readonly ClusterNode[], others: readonly ClusterNode[] = nodes): Promise<ClusterNode> {
  return until('the servers to agree', async () => {
    const told = await Promise.all(nodes.map(nodesAt))
    const names = others.map(({ name }) => name).join()
    const present = (list: readonly NodeInfo[]) => list.filter(({ status }) => status === 'present')
    if (
      told.some(
        (list) =>
          present(list)
            .map(({ name }) => name)
            .join() !== names,
      )
    )
      return undefined
    const keepers = new Set(
      told.map((list) =>
        list
          .filter((one) => one.on_duty)
          .map(({ name }) => name)
          .join(),
      ),
    )
    return keepers.size === 1 ? nodes.find(({ name }) => keepers.has(name)) : undefined
  })
}

/** A stream that stays open until the test ends, or somebody ends it. */
async function follow({ url }: ClusterNode) {
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const answer = await fetch(`${url}/api/v2/events/stream`, { signal: ending.signal })
  const ended = (async () => {
    try {
      for await (const _ of answer.body ?? []);
    } catch {
      // Cut by the test.
    }
  })()
  return { status: answer.status, ended, end: () => ending.abort() }
}

test(
  'three servers know each other, count streams together, end each other’s, and one takes the duty of one that was killed',
  async () => {
    const { nodes } = await startCluster({ env: { WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '2' } })
    const [one, two, three] = nodes as [ClusterNode, ClusterNode, ClusterNode]
    const keeper = await agreed(nodes)

    // As Alertmanager tells of its peers, of which it is one.
    const { cluster } = await ask<{ cluster: object }>(`${two.url}/api/v2/status`)
    expect(cluster).toEqual({
      name: two.name,
      status: 'ready',
      peers: nodes.map(({ name, address }) => ({ name, address })),
    })
    const amtool = startProgram('amtool', [
      `--alertmanager.url=${one.url}`,
      'cluster',
      'show',
      '-o',
      'extended',
    ])
    expect([await amtool.exited, amtool.output()]).toEqual([0, expect.stringMatching(/ready/)])
    for (const { name, address } of nodes) {
      expect(amtool.output()).toContain(name)
      expect(amtool.output()).toContain(address)
    }

    // One address may have two, wherever they are.
    const streams = [await follow(one), await follow(one)]
    expect(streams.map(({ status }) => status)).toEqual([200, 200])
    await until('the second to count them', async () => {
      const more = await follow(two)
      more.end()
      return more.status === 429 ? true : undefined
    })
    const { connections } = await ask<Connections>(`${three.url}/api/v2/connections`)
    expect(connections.map(({ node }) => node)).toEqual([one.name, one.name])
    const ended = await fetch(`${three.url}/api/v2/connections/${connections[0]?.id}`, { method: 'DELETE' })
    expect(ended.status).toBe(204)
    await Promise.race(streams.map((stream) => stream.ended))
    expect((await fetch(`${three.url}/api/v2/connections/nobody`, { method: 'DELETE' })).status).toBe(404)

    await keeper.kill()
    const rest = nodes.filter((node) => node !== keeper)
    await agreed(rest)
    const row = `Node ${keeper.name}`
    for (const node of rest) {
      await until('a red row', async () =>
        (await rowAt(node, row))?.status === 'unhealthy' ? true : undefined,
      )
      const told = (await nodesAt(node)).find(({ name }) => name === keeper.name)
      expect(told).toMatchObject({ status: 'vanished', on_duty: false })
    }
    await keeper.start()
    await agreed(nodes)
    await until('the row to be well', async () =>
      (await rowAt(two, row))?.status === 'healthy' ? true : undefined,
    )

    const drained = await agreed(nodes)
    expect(await drained.drain()).toBe(0)
    const left = nodes.filter((node) => node !== drained)
    await agreed(left)
    const [any] = left as [ClusterNode]
    const leaves = async () => ((await rowAt(any, `Node ${drained.name}`)) === undefined ? true : undefined)
    await until('its row to leave the board', leaves)
  },
  3 * MINUTES,
)

test(
  'a server that is cut off from the database shows what it knew, and as of when; it is not ready, and takes nothing in',
  async () => {
    const { nodes } = await startCluster({ nodes: 2 })
    const [one, two] = nodes as [ClusterNode, ClusterNode]
    await agreed(nodes)
    expect((await post(`${two.url}/api/v2/alerts`, [{ labels: { alertname: 'Known' } }])).status).toBe(200)
    const shows = async (node: ClusterNode, alertname: string) =>
      (await ask<BoardSnapshot>(`${node.url}/api/v2/board`)).alerts.some(
        (alert) => alert.alertname === alertname,
      )
    await until('both to show it', async () => ((await shows(one, 'Known')) ? true : undefined))
    const stream = await fetch(`${one.url}/api/v2/events/stream`)
    const before = Date.now()
    one.store.freeze()

    await until('it to be unready', async () =>
      (await fetch(`${one.url}/readyz`)).status === 503 ? true : undefined,
    )
    expect(await ask(`${one.url}/readyz`)).toEqual({ status: 'cut_off' })
    expect(await ask(`${one.url}/healthz`)).toEqual({ status: 'degraded' })
    expect((await post(`${one.url}/api/v2/alerts`, [{ labels: { alertname: 'Refused' } }])).status).toBe(503)
    expect((await post(`${two.url}/api/v2/alerts`, [{ labels: { alertname: 'Elsewhere' } }])).status).toBe(
      200,
    )
    expect([await shows(one, 'Known'), await shows(one, 'Elsewhere')]).toEqual([true, false])
    expect((await rowAt(one, 'Store'))?.status).toBe('unhealthy')
    expect((await nodesAt(one)).find(({ asked }) => asked)).toMatchObject({
      status: 'cut_off',
      on_duty: false,
    })
    const asOf = await asOfIn(stream)
    expect(Math.abs(asOf - before)).toBeLessThan(10_000)
    expect((await fetch(`${two.url}/readyz`)).status).toBe(200)
    await until('the other to have the duty', async () => {
      const own = (await nodesAt(two)).find(({ asked }) => asked)
      return own?.on_duty === true ? true : undefined
    })

    await one.store.restore()
    await until('it to be ready', async () =>
      (await fetch(`${one.url}/readyz`)).status === 200 ? true : undefined,
    )
    await until('it to catch up', async () => ((await shows(one, 'Elsewhere')) ? true : undefined))
  },
  2 * MINUTES,
)

/** Until when a stream says that its server knows what happened, once it says so. */
async function asOfIn(stream: Response): Promise<number> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true })
    const told = /"as_of":"([^"]+)"/.exec(text)?.[1]
    if (told !== undefined) return Date.parse(told)
  }
  throw new Error('the stream ended')
}

test(
  'silences of an upstream are looked at by the server that has the duty, and changed there from each',
  async () => {
    const upstream = await runServer()
    const env = {
      WATCHFLOOR_UPSTREAMS: JSON.stringify([{ name: 'far', url: upstream.url }]),
      WATCHFLOOR_UPSTREAM_POLL: '1s',
    }
    const { nodes } = await startCluster({ nodes: 2, env })
    const keeper = await agreed(nodes)
    const other = nodes.find((node) => node !== keeper) as ClusterNode
    const silence = {
      matchers: [{ name: 'alertname', value: 'Far', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 60 * MINUTES).toISOString(),
      createdBy: 'far',
      comment: 'made there',
    }
    const made = (await (await post(`${upstream.url}/api/v2/silences`, silence)).json()) as {
      silenceID: string
    }
    const silencesAt = async (node: ClusterNode) =>
      (await ask<BoardSnapshot>(`${node.url}/api/v2/board`)).silences
    await until('it to be mirrored', async () => {
      const shown = await Promise.all(nodes.map(silencesAt))
      return shown.every((silences) => silences.some(({ id }) => id === made.silenceID)) ? true : undefined
    })
    const ended = await fetch(`${other.url}/api/v2/silence/${made.silenceID}`, { method: 'DELETE' })
    expect(ended.status).toBe(200)
    expect(await silencesAt(other)).toEqual([])
    const there = await ask<{ status: { state: string } }>(`${upstream.url}/api/v2/silence/${made.silenceID}`)
    expect(there.status.state).toBe('expired')

    const metrics = async (node: ClusterNode) => (await fetch(`${node.url}/metrics`)).text()
    expect(await metrics(keeper)).toMatch(/^watchfloor_upstream_reachable\{upstream="far"\} 1$/m)
    expect(await metrics(other)).not.toMatch(/^watchfloor_upstream_reachable\{/m)
    expect(await metrics(other)).toMatch(/^watchfloor_nodes 2$/m)
  },
  2 * MINUTES,
)
