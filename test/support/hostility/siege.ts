import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { post } from '../http/post.ts'
import { type ServerProcess, startServerProcess } from '../programs/server-process.ts'
import { tempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { startWitness } from './witness.ts'
import type { Seen } from './witness-thread.ts'

/** How long an answer of `/healthz` may take during an attack, ms, beside what it takes on this machine without one. */
const PROMISE = 250
const MIB = 1024 * 1024
/** Flags hold for worker threads too, and signals only for the main one. */
const COLLECTS = `import{isMainThread}from'node:worker_threads';if(isMainThread)process.on('SIGUSR2',()=>globalThis.gc())`

export interface Answered {
  readonly status: number
  readonly text: string
}

export interface Besieged {
  readonly server: ServerProcess
  readonly post: (path: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  /** Attacks; what comes back is what the bystander saw meanwhile, and until it had every event of it. */
  readonly under: (attack: () => Promise<void>) => Promise<Seen>
  /** The longest that `/healthz` may have taken. */
  readonly bound: number
}

/** A server in a process of its own, with a bystander who first sees it idle. */
export async function startBesieged(env: NodeJS.ProcessEnv = {}, flags = ''): Promise<Besieged> {
  const NODE_OPTIONS = `--expose-gc --import=data:text/javascript,${encodeURIComponent(COLLECTS)} ${flags}`
  const server = await startServerProcess(await tempDir(), { env: { ...env, NODE_OPTIONS } })
  onTestFinished(() => server.program.stop())
  const witness = startWitness({ url: server.url, pid: server.program.child.pid ?? 0 })
  onTestFinished(async () => void (await witness.stop()))
  await sleep(500)
  // A start is not idle yet.
  await witness.ask()
  await sleep(1_000)
  const bound = PROMISE + 3 * (await witness.ask()).worst
  return {
    server,
    bound,
    post: async (path, body, headers = {}) => {
      const response = await post(`${server.url}${path}`, body, { ...headers })
      return { status: response.status, text: await response.text() }
    },
    under: async (attack) => {
      await witness.ask()
      await attack()
      const head = await headOf(server)
      let seen = await witness.ask()
      const rest = [seen]
      await until('the reader to have every event', async () => {
        seen = await witness.ask()
        rest.push(seen)
        return seen.sequence >= head || undefined
      })
      return {
        worst: Math.max(...rest.map(({ worst }) => worst)),
        longest: Math.max(...rest.map(({ longest }) => longest)),
        pulses: rest.reduce((sum, { pulses }) => sum + pulses, 0),
        unanswered: rest.reduce((sum, { unanswered }) => sum + unanswered, 0),
        cuts: rest.reduce((sum, { cuts }) => sum + cuts, 0),
        holes: rest.flatMap(({ holes }) => holes),
        sequence: seen.sequence,
      }
    },
  }
}

/** What the attack did to others, in words: nothing when it did nothing. */
export function harm({ worst, unanswered, holes }: Seen, bound: number): readonly string[] {
  return [
    ...(worst > bound ? [`/healthz took ${worst.toFixed(0)} ms, and may ${bound.toFixed(0)}`] : []),
    ...(unanswered > 0 ? [`/healthz had no answer ${unanswered} times`] : []),
    ...holes.map((hole) => `the reader missed something: ${hole}`),
  ]
}

async function headOf({ url }: ServerProcess): Promise<number> {
  const { head } = (await (await fetch(`${url}/api/v2/events?wait=0&limit=1`)).json()) as { head: string }
  return Number(head.split('.')[1])
}

/** What the server holds after a full collection, MiB. */
export async function memoryOf({ url, program }: ServerProcess): Promise<number> {
  const look = async (): Promise<number> => {
    const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n')
    const of = (name: string): number =>
      Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1])
    return (of('nodejs_heap_size_used_bytes') + of('nodejs_external_memory_bytes')) / MIB
  }
  // Twice: what the first look left behind counts, too.
  for (let i = 0; i < 2; i++) {
    program.child.kill('SIGUSR2')
    await look()
  }
  return look()
}
