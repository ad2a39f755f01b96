import { cpus, loadavg } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ELECTRON_KIND } from '../../test/support/desktop/electron-kind.ts'

/** What a bench of the desktop prints about where it ran; the load says how much else the machine did. */
export function printMachine(): void {
  const runtime = ELECTRON_KIND === 'real' ? 'Electron' : "the stand-in for Electron's binary"
  const [oneMinute = 0] = loadavg()
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${runtime}, load average ${oneMinute.toFixed(1)}`,
  )
}

export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

export function inMs(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
}

/**
 * The longest that a loop stood still since this was last asked, in milliseconds: as time, and as what the thread
 * itself worked between two ticks, which other work on the machine does not lengthen.
 */
export interface Block {
  readonly time: number
  readonly work: number
}

export type LongestBlock = () => Block | Promise<Block>

/** Watches the loop that it is called in. Refers to nothing outside itself: it also runs in the app. */
export function watchLoop(): () => Block {
  let longest = { time: 0, work: 0 }
  const clock = (): { time: number; work: number } => {
    const { user, system } = process.threadCpuUsage()
    return { time: performance.now(), work: (user + system) / 1_000 }
  }
  let last = clock()
  setInterval(() => {
    const now = clock()
    longest.time = Math.max(longest.time, now.time - last.time - 1)
    longest.work = Math.max(longest.work, now.work - last.work)
    last = now
  }, 1).unref()
  return () => {
    const answer = longest
    longest = { time: 0, work: 0 }
    return answer
  }
}

export interface IdleLoop {
  readonly longestBlock: LongestBlock
  readonly stop: () => Promise<unknown>
}

/** A loop that has nothing to do, on a thread of its own: how long it stood still is the machine's share. */
export function startIdleLoop(): IdleLoop {
  const worker = new Worker(IDLE, { eval: true })
  return {
    longestBlock: () =>
      new Promise((resolve) => {
        worker.once('message', resolve)
        worker.postMessage(null)
      }),
    stop: () => worker.terminate(),
  }
}

const IDLE = `
const { parentPort } = require('node:worker_threads')
const longestBlock = (${watchLoop})()
parentPort.on('message', () => parentPort.postMessage(longestBlock()))
`

export function inWords({ time, work }: Block): string {
  return `${inMs(time)} (${inMs(work)} of work)`
}
