import { createServer } from 'node:net'
import { PerformanceObserver } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { watchLoop } from '../measures/measures.ts'

/**
 * Loaded into a server under test with `--import`: on the Unix socket that BENCH_PROBE names, each
 * connection gets one line of JSON with what only the inside can tell, since the connection before it. With
 * BENCH_LOOP its loop is watched every millisecond, which costs a little by itself.
 */
export interface Inside {
  /** The longest turn of the loop, as time and as work, ms; NaN when the loop is not watched. */
  readonly longest: { readonly time: number; readonly work: number }
  /** The longest pause of the garbage collector, ms; 0 when the loop is not watched. */
  readonly longestPause: number
  readonly rss: number
  readonly heapUsed: number
}

const { BENCH_PROBE: path, BENCH_LOOP: isLoopWatched } = process.env
// Flags hold for worker threads too.
if (path !== undefined && isMainThread) {
  const longestBlock = isLoopWatched === undefined ? undefined : watchLoop()
  let longestPause = 0
  if (isLoopWatched !== undefined) {
    const pauses = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestPause = Math.max(longestPause, duration)
    })
    pauses.observe({ entryTypes: ['gc'] })
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (wish) => {
      if (String(wish).startsWith('collect')) globalThis.gc?.()
      const { rss, heapUsed } = process.memoryUsage()
      const longest = longestBlock?.() ?? { time: Number.NaN, work: Number.NaN }
      socket.end(JSON.stringify({ longest, longestPause, rss, heapUsed } satisfies Inside))
      longestPause = 0
    })
  })
  server.listen(path).unref()
}
