import { readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100

/** Processor time of a process and its threads so far, seconds: in its own code, and in the kernel for it. */
export interface Cpu {
  readonly user: number
  readonly system: number
}

export async function cpuOf(pids: readonly number[]): Promise<Cpu> {
  const all = await Promise.all(pids.map(cpuOfOne))
  return all.reduce((sum, one) => ({ user: sum.user + one.user, system: sum.system + one.system }))
}

async function cpuOfOne(pid: number): Promise<Cpu> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1')
  // The name in parentheses may hold spaces; proc(5) numbers what follows it from 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { user: Number(fields[11]) / TICKS_PER_SECOND, system: Number(fields[12]) / TICKS_PER_SECOND }
}

/** Resident memory, bytes. */
export async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** The processes that a process has started. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

/** How many files, and so connections, this process and what it starts may have open. */
export async function openFilesLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'latin1')
  return Number(/Max open files\s+\d+\s+(\d+)/.exec(limits)?.[1])
}
