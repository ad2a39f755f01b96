import { onTestFinished } from 'vitest'
import { post } from '../http/post.ts'
import { type ServerProcess, startServerProcess } from '../programs/server-process.ts'
import { tempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { startWitness } from './witness.ts'
import type { Seen } from './witness-thread.ts'

/**
 * What tests call a server that stands, ms. The promise is 250 ms, and `npm run soak -- --only hostile` keeps it; how fast
 * a machine is, and what else it does, is no matter of a test. A thread's own work does not grow with the load.
 */
const STANDS = { worked: 1_000, worst: 5_000 } as const
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
  /** Attacks; what comes back is what the bystander saw meanwhile, and until it had every event of it and was answered since. */
  readonly under: (attack: () => Promise<void>) => Promise<Seen>
}

/** A server in a process of its own, with a bystander. */
export async function startBesieged(env: NodeJS.ProcessEnv = {}, flags = ''): Promise<Besieged> {
  const NODE_OPTIONS = `--expose-gc --import=data:text/javascript,${encodeURIComponent(COLLECTS)} ${flags}`
  const server = await startServerProcess(await tempDir(), { env: { ...env, NODE_OPTIONS } })
  onTestFinished(() => server.program.stop())
  const witness = startWitness({ url: server.url, pid: server.program.child.pid ?? 0 })
  onTestFinished(async () => void (await witness.stop()))
  await until('the bystander to be answered and to read', async () => {
    const { pulses, sequence } = await witness.ask()
    return (pulses > 0 && sequence > 0) || undefined
  })
  return {
    server,
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
      let since = 0
      await until('the reader to have every event, and /healthz to answer', async () => {
        seen = await witness.ask()
        rest.push(seen)
        since += seen.pulses
        // The first may have been asked before the attack was over.
        return (seen.sequence >= head && since >= 2) || undefined
      })
      return {
        worst: Math.max(...rest.map(({ worst }) => worst)),
        longest: Math.max(...rest.map(({ longest }) => longest)),
        worked: Math.max(...rest.map(({ worked }) => worked)),
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
export function harm({ worked, worst, unanswered, holes }: Seen): readonly string[] {
  return [
    ...(worked > STANDS.worked ? [`the server worked ${worked.toFixed(0)} ms while /healthz waited`] : []),
    ...(worst > STANDS.worst ? [`/healthz took ${worst.toFixed(0)} ms`] : []),
    ...(unanswered > 0 ? [`/healthz had no answer ${unanswered} times`] : []),
    ...holes.map((hole) => `the reader missed something: ${hole}`),
  ]
}

/** For whoever reads what a test printed. */
export function seenText({ worked, worst, longest }: Seen): string {
  return `/healthz at most ${worst.toFixed(0)} ms (${longest.toFixed(0)} by the clock; the server worked ${worked.toFixed(0)} meanwhile)`
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
