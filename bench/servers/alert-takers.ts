import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAlertmanagerWith } from '../../test/support/programs/alertmanager.ts'
import { startServerProcess } from '../../test/support/programs/server-process.ts'
import { HEAP_FLAG } from './heap-flag.ts'
import { metricOf } from './server-metrics.ts'

/** A server that takes alerts at `/api/v2/alerts`. */
export interface AlertTaker {
  readonly port: number
  readonly pid: number
  /** Of its data. */
  readonly folder: string
  /** What it has answered for, and has not yet where it belongs, bytes. */
  readonly behind: () => Promise<number>
  readonly stop: () => Promise<void>
}

export interface TakerOptions {
  /** A program of ours, from the root of the repository. */
  readonly file?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Ours, as an operator starts it, in a new folder. */
export async function startWatchfloor(options: TakerOptions = {}): Promise<AlertTaker> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const { url, program } = await startServerProcess(folder, {
    ...options,
    env: { NODE_OPTIONS: HEAP_FLAG, ...options.env },
  })
  return {
    port: Number(new URL(url).port),
    pid: program.child.pid ?? 0,
    folder,
    behind: () => metricOf(url, 'watchfloor_store_behind_bytes'),
    stop: async () => {
      await program.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Debian's Alertmanager, which keeps alerts in memory only. */
export async function startAlertmanagerTaker(): Promise<AlertTaker> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const { url, program } = await startAlertmanagerWith(
    folder,
    'route: {receiver: r}\nreceivers: [{name: r}]\n',
  )
  return {
    port: Number(new URL(url).port),
    pid: program.child.pid ?? 0,
    folder,
    behind: async () => 0,
    stop: async () => {
      await program.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
