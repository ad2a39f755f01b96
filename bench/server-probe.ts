import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'
import { watchLoop } from './measures.ts'

/**
 * Loaded into a server under test with `--import`: on the Unix socket that BENCH_PROBE names, each
 * connection gets one line of JSON with what only the inside can tell, since the connection before it. With
 * BENCH_LOOP its loop is watched every millisecond, which costs a little by itself.
 */
export interface Inside {
  /** The longest turn of the loop, as time and as work, ms; NaN when the loop is not watched. */
  readonly longest: { readonly time: number; readonly work: number }
  readonly rss: number
  readonly heapUsed: number
}

const { BENCH_PROBE: path, BENCH_LOOP: isLoopWatched } = process.env
// Flags hold for worker threads too.
if (path !== undefined && isMainThread) {
  const longestBlock = isLoopWatched === undefined ? undefined : watchLoop()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (wish) => {
      if (String(wish).startsWith('collect')) globalThis.gc?.()
      const { rss, heapUsed } = process.memoryUsage()
      const longest = longestBlock?.() ?? { time: Number.NaN, work: Number.NaN }
      socket.end(JSON.stringify({ longest, rss, heapUsed } satisfies Inside))
    })
  })
  server.listen(path).unref()
}
