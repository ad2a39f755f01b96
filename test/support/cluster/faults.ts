import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster, ClusterNode } from './cluster.ts'
import { SCHEMA } from './database.ts'
import type { Watch } from './watch.ts'

/** What a fault is done to, and by which chance. */
export interface Scene {
  readonly cluster: Cluster
  readonly watch: Watch
  readonly random: () => number
}

/** Something goes wrong while the load runs, and is right again at the end, when more was answered. */
export type Fault = (scene: Scene) => Promise<void>

const any = <T>(of: readonly T[], random: () => number): T => of[Math.floor(random() * of.length)] as T
const anyNode = ({ cluster, random }: Scene): ClusterNode => any(cluster.nodes, random)

/** The node that has the duty; any where nobody has it. */
export async function keeperOf(scene: Scene): Promise<ClusterNode> {
  const [row] = await scene.cluster.database.ask(
    `SELECT name FROM ${SCHEMA}.nodes, ${SCHEMA}.log_head WHERE nodes.id = log_head.keeper`,
  )
  return scene.cluster.nodes.find(({ name }) => name === row?.name) ?? anyNode(scene)
}

async function killAndStart({ watch }: Scene, node: ClusterNode): Promise<void> {
  await node.kill()
  await watch.load.after(60)
  await node.start()
  await watch.load.after(60)
}

async function freezeFor({ watch }: Scene, node: ClusterNode, milliseconds: number): Promise<void> {
  node.freeze()
  await sleep(milliseconds)
  node.goOn()
  await watch.load.after(60)
}

/** Milliseconds: shorter than a heartbeat, and longer than it takes for a node to count as gone. */
const aWhile = ({ random }: Scene): number =>
  random() < 0.5 ? 200 + random() * 1_500 : 5_000 + random() * 4_000

/** What may go wrong with a node. */
export const NODE_FAULTS = {
  'a node is killed': async (scene) => killAndStart(scene, anyNode(scene)),
  'the keeper is killed': async (scene) => killAndStart(scene, await keeperOf(scene)),
  'a node is killed as it starts': async (scene) => {
    const node = anyNode(scene)
    await node.kill()
    const starting = node.start().catch(() => undefined)
    await sleep(scene.random() * 1_500)
    await node.kill()
    await starting
    await killAndStart(scene, node)
  },
  'a node stands still': async (scene) => freezeFor(scene, anyNode(scene), aWhile(scene)),
  'the keeper stands still': async (scene) => freezeFor(scene, await keeperOf(scene), aWhile(scene)),
  'a node drains and starts': async (scene) => {
    const node = anyNode(scene)
    const code = await node.drain()
    if (code !== 0) throw new Error(`${node.name} drained with ${code}`)
    await scene.watch.load.after(60)
    await node.start()
    await scene.watch.load.after(60)
  },
} as const satisfies Readonly<Record<string, Fault>>

/** What may go wrong between a node and the store. */
export const LINE_FAULTS = {
  'a line is cut': async (scene) => {
    const { store } = anyNode(scene)
    await store.cut()
    await sleep(aWhile(scene))
    await store.restore()
    await scene.watch.load.after(60)
  },
  'a line is mute': async (scene) => {
    const { store } = anyNode(scene)
    await store.freeze()
    await sleep(aWhile(scene))
    await store.restore()
    await scene.watch.load.after(60)
  },
  'the line of the keeper is mute': async (scene) => {
    const { store } = await keeperOf(scene)
    await store.freeze()
    await sleep(aWhile(scene))
    await store.restore()
    await scene.watch.load.after(60)
  },
  'connections are reset': async (scene) => {
    const { store } = anyNode(scene)
    for (let n = 0; n < 5; n++) {
      await store.cut()
      await store.restore()
      await sleep(scene.random() * 400)
    }
    await scene.watch.load.after(60)
  },
} as const satisfies Readonly<Record<string, Fault>>

/** What may go wrong with the store. */
export const STORE_FAULTS = {
  'the database restarts': async ({ cluster, watch }) => {
    await cluster.database.present().stop()
    await cluster.database.present().start()
    await watch.load.after(60)
  },
  'the database is killed': async ({ cluster, watch, random }) => {
    await cluster.database.present().stop('SIGKILL')
    await sleep(random() * 3_000)
    await cluster.database.present().start()
    await watch.load.after(60)
  },
  'the database stands still': async (scene) => {
    await scene.cluster.database.present().freeze()
    await sleep(aWhile(scene))
    await scene.cluster.database.present().goOn()
    await scene.watch.load.after(60)
  },
} as const satisfies Readonly<Record<string, Fault>>

/** What may go wrong with Redis, where there is one. */
export const REDIS_FAULTS = {
  'Redis is killed': async ({ cluster, watch, random }) => {
    await cluster.redis?.stop('SIGKILL')
    await watch.load.after(Math.ceil(random() * 100))
    await cluster.redis?.start()
    await watch.load.after(60)
  },
  'Redis stands still': async (scene) => {
    scene.cluster.redis?.freeze()
    await sleep(aWhile(scene))
    scene.cluster.redis?.goOn()
    await scene.watch.load.after(60)
  },
  'Redis forgets everything': async ({ cluster, watch }) => {
    await cluster.redis?.ask('FLUSHALL')
    await cluster.redis?.ask('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await watch.load.after(60)
  },
  'a line to Redis is mute': async (scene) => {
    const { wakes } = anyNode(scene)
    await wakes?.freeze()
    await sleep(aWhile(scene))
    await wakes?.restore()
    await scene.watch.load.after(60)
  },
} as const satisfies Readonly<Record<string, Fault>>

/** What may go wrong on a real network, where nodes have machines of their own. */
export const NETWORK_FAULTS = {
  'a machine is unplugged': async (scene) => {
    const { machine } = anyNode(scene)
    await machine?.unplug()
    await sleep(aWhile(scene))
    await machine?.plug()
    await scene.watch.load.after(60)
  },
  'a node is cut off from everybody but the database': async (scene) => {
    const { machine } = anyNode(scene)
    await machine?.cutOff('clients', 'mute')
    await sleep(aWhile(scene))
    await machine?.restore('clients')
    await scene.watch.load.after(60)
  },
  'all are cut off from the database': async (scene) => {
    const { nodes } = scene.cluster
    await Promise.all(nodes.map(({ store }) => store.freeze()))
    await sleep(aWhile(scene))
    await Promise.all(nodes.map(({ store }) => store.restore()))
    await scene.watch.load.after(60)
  },
} as const satisfies Readonly<Record<string, Fault>>

/** The primary is gone; the standby, which has all that was answered, takes its place. */
export const failOver: Fault = async ({ cluster, watch }) => {
  await cluster.database.failOver()
  cluster.followDatabase()
  await watch.load.after(100)
}
