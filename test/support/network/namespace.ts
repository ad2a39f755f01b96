import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a host of its own may be cut off from: what stands at the one address of this side, or at the other. */
export type Side = 'clients' | 'store'

/** A machine of its own as far as the network goes: a namespace at the other end of a cable. Linux, as root. */
export interface Namespace {
  /** Where it is reached from here. */
  readonly address: string
  /**
   * Where it reaches this side: one address each, so that each can be cut alone. Clients have the same one at all
   * machines of this process, as a Prometheus has that sends to several.
   */
  readonly here: Readonly<Record<Side, string>>
  /** What stands before a command that runs there. */
  readonly command: readonly string[]
  /** Nothing that it sends there arrives, and nobody notices (`mute`); or it is told at once that there is no way. */
  readonly cutOff: (from: Side, how: 'mute' | 'unreachable') => Promise<void>
  readonly restore: (from: Side) => Promise<void>
  /** The cable is out. */
  readonly unplug: () => Promise<void>
  readonly plug: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** Undefined where this process may not make networks. `n` tells those of one process apart. */
export async function makeNamespace(n: number): Promise<Namespace | undefined> {
  const name = `wf${process.pid}n${n}`
  const net = `10.${214 + n}.${process.pid % 256}`
  const ip = (line: string) => run('ip', line.split(' '))
  try {
    await ip(`netns add ${name}`)
  } catch {
    return undefined
  }
  const remove = async (): Promise<void> => {
    await ip(`netns delete ${name}`)
    // The last to go takes it along.
    await ip(`address delete ${clients}/32 dev lo`).catch(() => undefined)
  }
  const clients = `10.213.${process.pid % 256}.1`
  const here = { clients, store: `${net}.3` } as const
  const wayTo = { clients: `via ${net}.1`, store: `dev ${name}b` } as const
  const plug = async (): Promise<void> => {
    await ip(`link set ${name}a up`)
    await ip(`route replace ${net}.0/24 dev ${name}a src ${clients}`)
  }
  try {
    await ip(`link add ${name}a type veth peer name ${name}b netns ${name}`)
    await ip(`address replace ${clients}/32 dev lo`)
    // Without a route of the kernel's own, which would have clients come from another address.
    for (const address of [`${net}.1`, here.store])
      await ip(`address add ${address}/24 dev ${name}a noprefixroute`)
    await plug()
    await ip(`-n ${name} address add ${net}.2/24 dev ${name}b`)
    await ip(`-n ${name} link set ${name}b up`)
    await ip(`-n ${name} link set lo up`)
    await ip(`-n ${name} route add ${clients}/32 ${wayTo.clients}`)
  } catch {
    await remove()
    return undefined
  }
  return {
    address: `${net}.2`,
    here,
    command: ['ip', 'netns', 'exec', name],
    cutOff: async (from, how) => {
      const nowhere = how === 'mute' ? 'blackhole' : 'unreachable'
      await ip(`-n ${name} route replace ${nowhere} ${here[from]}/32`)
    },
    restore: async (from) => void (await ip(`-n ${name} route replace ${here[from]}/32 ${wayTo[from]}`)),
    unplug: async () => void (await ip(`link set ${name}a down`)),
    plug,
    remove,
  }
}
