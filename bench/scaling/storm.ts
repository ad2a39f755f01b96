import { TIMES } from './costs.ts'

/** Everybody who read from a node that is gone comes back to the others. */
export interface Storm {
  readonly clients: number
  /** Nodes that take them, each as many. */
  readonly takers: number
  /** What one client that comes back costs its node, µs. */
  readonly micros: number
  /** How long nobody is there, ms: 0 where others are, a restart where that node was the only one. */
  readonly awayMs?: number
  /** It stopped in order, and ended each stream when its turn had come; lost all at once when absent. */
  readonly isTold?: boolean
  /** In [0, 1). */
  readonly random: () => number
}

export interface StormEnd {
  /** Until a client has its stream again, s. */
  readonly p50: number
  readonly p95: number
  readonly longest: number
  /** Attempts that were given up because the node was busy with others. */
  readonly failed: number
}

interface Attempt {
  readonly at: number
  /** When its stream ended. */
  readonly left: number
  readonly failures: number
}

/**
 * Plays it client by client: each waits its own time, asks one of the others, and waits there behind whoever came
 * before; who waits too long, or finds no room, tries again after its back-off.
 */
export function playStorm({ clients, takers, micros, awayMs = 0, isTold = false, random }: Storm): StormEnd {
  const { helloLimit, backlog, drain } = TIMES
  const retry = isTold ? drain.retry : TIMES.retry
  const perClientMs = micros / 1_000
  const attempts: Attempt[] = []
  const atOnce = drain.perSecond * takers * (drain.pauseMs / 1_000)
  for (let n = 0; n < clients; n++) {
    const left = isTold ? Math.floor(n / atOnce) * drain.pauseMs : 0
    push(attempts, { at: left + between(retry, random()), left, failures: 0 })
  }
  /** Until when each node is busy with those who have come. */
  const busy = new Array<number>(takers).fill(awayMs)
  const back: number[] = []
  let failed = 0
  for (let next = pop(attempts); next !== undefined; next = pop(attempts)) {
    const node = Math.floor(random() * takers)
    const waits = Math.max(0, (busy[node] ?? 0) - next.at)
    const isAway = next.at < awayMs
    if (isAway || waits > helloLimit || waits / perClientMs > backlog) {
      failed++
      const failures = next.failures + 1
      // Nobody listens: that is known at once. Whoever waits in vain gives up only then.
      const at = next.at + (isAway ? 0 : helloLimit) + backoff(failures, random())
      push(attempts, { at, left: next.left, failures })
      continue
    }
    busy[node] = next.at + waits + perClientMs
    back.push(next.at + waits + perClientMs - next.left)
  }
  back.sort((a, b) => a - b)
  const at = (q: number): number =>
    (back[Math.min(back.length - 1, Math.floor(q * back.length))] ?? 0) / 1_000
  return { p50: at(0.5), p95: at(0.95), longest: at(1), failed }
}

function between({ from, to }: { readonly from: number; readonly to: number }, random: number): number {
  return from + random * (to - from)
}

function backoff(failures: number, random: number): number {
  const { base, cap, floor } = TIMES.backoff
  return Math.max(floor, random * Math.min(cap, base * 2 ** failures))
}

/** A heap by time. */
function push(heap: Attempt[], attempt: Attempt): void {
  let n = heap.push(attempt) - 1
  while (n > 0) {
    const above = (n - 1) >> 1
    if (timeOf(heap, above) <= timeOf(heap, n)) return
    swap(heap, n, above)
    n = above
  }
}

function pop(heap: Attempt[]): Attempt | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  heap[0] = last
  for (let n = 0; ; ) {
    const [left, right] = [2 * n + 1, 2 * n + 2]
    let least = n
    if (left < heap.length && timeOf(heap, left) < timeOf(heap, least)) least = left
    if (right < heap.length && timeOf(heap, right) < timeOf(heap, least)) least = right
    if (least === n) return first
    swap(heap, n, least)
    n = least
  }
}

function timeOf(heap: readonly Attempt[], n: number): number {
  return (heap[n] as Attempt).at
}

function swap(heap: Attempt[], a: number, b: number): void {
  const [one, other] = [heap[a] as Attempt, heap[b] as Attempt]
  heap[a] = other
  heap[b] = one
}
