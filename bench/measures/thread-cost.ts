import { readdir, readFile } from 'node:fs/promises'

/** Processor time of a server's threads so far, seconds. A server that is not ours has it all in `other`. */
export interface ThreadCpu {
  readonly main: number
  /** The threads of the store. */
  readonly storage: number
  /** The collector's and the compiler's threads, and those that read and write files. */
  readonly other: number
}

/** What a server took so far. */
export interface Cost extends ThreadCpu {
  /** Bytes that it had written to files. */
  readonly written: number
}

const KINDS: Readonly<Record<string, keyof ThreadCpu>> = {
  MainThread: 'main',
  WorkerThread: 'storage',
  'writer-thread': 'storage',
  'reader-thread': 'storage',
  'checkpoint-thread': 'storage',
}

export async function costOf(pid: number): Promise<Cost> {
  const cost = { main: 0, storage: 0, other: 0, written: await writtenBy(pid) }
  const threads = await readdir(`/proc/${pid}/task`)
  await Promise.all(
    threads.map(async (thread) => {
      const read = (name: string): Promise<string> =>
        // A thread may have ended meanwhile.
        readFile(`/proc/${pid}/task/${thread}/${name}`, 'latin1').catch(() => '0')
      const [name, times] = [(await read('comm')).trim(), await read('schedstat')]
      cost[KINDS[name] ?? 'other'] += Number.parseInt(times, 10) / 1e9
    }),
  )
  return cost
}

export function costBetween(before: Cost, after: Cost): Cost {
  return {
    main: after.main - before.main,
    storage: after.storage - before.storage,
    other: after.other - before.other,
    written: after.written - before.written,
  }
}

export function cpuOfAll({ main, storage, other }: ThreadCpu): number {
  return main + storage + other
}

async function writtenBy(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/io`, 'latin1')
  return Number(/^write_bytes: (\d+)/m.exec(text)?.[1])
}
