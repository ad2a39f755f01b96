import { formatTime, type Millis } from '@watchfloor/contract'
import { type Alarm, CALM, stepAlarm } from './alarm.ts'
import type { Finding } from './rows.ts'

/** When this server is in trouble itself. Bytes and milliseconds. */
export interface SelfLimits {
  readonly diskLow: number
  readonly diskCritical: number
  readonly slowCommit: Millis
}

export const DEFAULT_SELF_LIMITS: SelfLimits = {
  diskLow: 1_000_000_000,
  diskCritical: 200_000_000,
  slowCommit: 500,
}

/** Commits of this long count. */
const WINDOW_MS = 60_000
const MOST_COMMITS = 2_000
/** Too few commits say nothing about the disk, nor does one that is slow alone: this process may have stood still. */
const LEAST_COMMITS = 5
/** So long must things be well before a trouble is over. */
const CALM_MS = 60_000
/** How long a jump of the clock is shown. */
const JUMP_SHOWN_MS = 10 * 60_000
/** Room that must be free, by the limit, before the disk counts as well again. */
const WELL_AGAIN = 1.25

/**
 * Watches the machine that this server depends on: room on the disk, time of commits, jumps of the clock. A row
 * appears with its first trouble, and says afterwards that it is over.
 */
export class SelfWatch {
  readonly #limits: SelfLimits
  #commits: { readonly at: Millis; readonly ms: number }[] = []
  #slow: Alarm = CALM
  #free: number | undefined
  #low: Alarm = CALM
  #critical: Alarm = CALM
  #jump: { readonly ms: Millis; readonly at: Millis } | undefined
  readonly #told = new Set<string>()

  constructor(limits: SelfLimits) {
    this.#limits = limits
  }

  committed(ms: number, at: Millis): void {
    this.#commits.push({ at, ms })
    if (this.#commits.length > MOST_COMMITS) this.#commits = this.#commits.slice(-MOST_COMMITS / 2)
  }

  jumped(ms: Millis, at: Millis): void {
    this.#jump = { ms, at }
  }

  /** Room on the data folder's disk that this process may use, bytes. */
  disk(free: number): void {
    this.#free = free
  }

  /** What is slow about the store; undefined while nothing is. */
  slowness(now: Millis): string | undefined {
    const { slowCommit } = this.#limits
    this.#commits = this.#commits.filter(({ at }) => now - at < WINDOW_MS)
    const times = this.#commits.map(({ ms }) => ms).sort((a, b) => a - b)
    const p95 =
      times.length < LEAST_COMMITS
        ? 0
        : (times[Math.min(Math.ceil(times.length * 0.95) - 1, times.length - 2)] ?? 0)
    this.#slow = stepAlarm(
      this.#slow,
      { isBad: p95 >= slowCommit, isWell: p95 < slowCommit / 2 },
      now,
      CALM_MS,
    )
    return this.#slow.isRaised
      ? `commits are slow: one in twenty of the last minute took over ${slowCommit} ms; the disk is overloaded or failing`
      : undefined
  }

  rows(now: Millis): readonly Finding[] {
    return [this.#diskRow(now), this.#clockRow(now)].filter((row) => {
      if (row.status !== 'healthy') this.#told.add(row.component)
      return this.#told.has(row.component)
    })
  }

  #diskRow(now: Millis): Finding {
    const free = this.#free ?? Number.POSITIVE_INFINITY
    const look = (alarm: Alarm, limit: number): Alarm =>
      stepAlarm(alarm, { isBad: free < limit, isWell: free >= limit * WELL_AGAIN }, now, CALM_MS)
    this.#low = look(this.#low, this.#limits.diskLow)
    this.#critical = look(this.#critical, this.#limits.diskCritical)
    const row = { component: 'Disk', kind: 'store' as const, quiet: false }
    if (this.#critical.isRaised) {
      const message = `less than ${bytes(this.#limits.diskCritical)} free on the disk of the data folder: when it is full, no alert is taken in`
      return { ...row, status: 'unhealthy', message }
    }
    if (!this.#low.isRaised) return { ...row, status: 'healthy' }
    const message = `less than ${bytes(this.#limits.diskLow)} free on the disk of the data folder`
    return { ...row, status: 'degraded', message }
  }

  #clockRow(now: Millis): Finding {
    const row = { component: 'Clock', kind: 'server' as const, quiet: false }
    const jump = this.#jump
    if (jump === undefined || now - jump.at >= JUMP_SHOWN_MS || now < jump.at)
      return { ...row, status: 'healthy' }
    const seconds = Math.round(Math.abs(jump.ms) / 1000)
    const message = `the clock went ${seconds} s ${jump.ms < 0 ? 'back' : 'ahead'}, or the machine slept, at ${formatTime(jump.at)}; deadlines waited`
    return { ...row, status: 'degraded', message }
  }
}

function bytes(count: number): string {
  return count >= 1_000_000_000
    ? `${Number((count / 1_000_000_000).toFixed(1))} GB`
    : `${Math.round(count / 1_000_000)} MB`
}
