import { onTestFinished } from 'vitest'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'
import { BARE } from './debian-root.ts'
import { runWithin } from './run-within.ts'

/** How long a line may take, ms. */
const PATIENCE = 120_000
const ALERTS = 'http://127.0.0.1:9095/api/v2/alerts'

/** A Debian with a network of its own, in which a test types what a person would. */
export interface System {
  /** One line for root's shell; answers what it printed. */
  readonly type: (line: string) => Promise<string>
  /** A line that starts a server, and is waited for until that listens. One that still runs is ended before. */
  readonly serve: (line: string) => Promise<void>
  readonly stop: () => Promise<void>
  /** Sends the server one alert more. */
  readonly fire: (name: string) => Promise<void>
  /** The names of what the server holds. */
  readonly alerts: () => Promise<readonly string[]>
}

export async function systemIn(root: string, folder: string): Promise<System> {
  const env = { ...BARE, HOME: '/root', DEBIAN_FRONTEND: 'noninteractive' }
  const network = await ownNetwork()
  const shell = (line: string) => [...network, 'chroot', root, 'sh', '-ec', `cd ${folder}\n${line}`]
  const inside = (args: readonly string[]): Promise<string> => runWithin(PATIENCE, 'nsenter', args, env)
  /** Asks the server from out here, but in its network. */
  const ask = (init: object): Promise<string> => {
    const asked = `fetch('${ALERTS}', ${JSON.stringify(init)}).then((r) => r.ok ? r.text() : Promise.reject(r.status))`
    return inside([...network, process.execPath, '-e', `${asked}.then(console.log)`])
  }
  const alerts = async (): Promise<readonly string[]> => {
    const all = JSON.parse(await ask({})) as readonly { labels: { alertname: string } }[]
    return all.map(({ labels }) => labels.alertname).toSorted()
  }
  let serving: Program | undefined
  const stop = async (): Promise<void> => serving?.stop('SIGTERM')
  return {
    type: (line) => inside(shell(line)),
    serve: async (line) => {
      await stop()
      const program = startProgram('nsenter', shell(`exec ${line}`), { env })
      onTestFinished(() => program.stop('SIGKILL'))
      serving = program
      const listens = (): true | undefined => {
        if (program.child.exitCode !== null) throw new Error('it ended')
        return program.output().includes('"listening"') || undefined
      }
      await until('the server to listen', listens, PATIENCE).catch((error: unknown) => {
        throw new Error(`${line}: ${String(error)}\n${program.output()}`)
      })
    },
    stop,
    fire: async (name) => {
      const headers = { 'content-type': 'application/json' }
      await ask({ method: 'POST', headers, body: JSON.stringify([{ labels: { alertname: name } }]) })
    },
    alerts,
  }
}

/** How nsenter finds a network that reaches nothing, and is there for as long as the test runs. */
async function ownNetwork(): Promise<readonly string[]> {
  // In one process: a shell that waited for its sleep would leave it behind, and with it the pipe.
  const script = 'ip link set lo up && echo up && exec sleep infinity'
  const holder = startProgram('unshare', ['--net', 'sh', '-c', script])
  onTestFinished(() => holder.stop('SIGKILL'))
  await until('the network', () => {
    if (holder.child.exitCode !== null) throw new Error(`there is no network:\n${holder.output()}`)
    return holder.output().includes('up') || undefined
  })
  return ['--target', String(holder.child.pid), '--net']
}
