import { type BoardSnapshot, parseCursor } from '@watchfloor/contract'
import { onTestFinished } from 'vitest'
import { openRelay } from '../network/relay.ts'
import { until } from '../until.ts'
import { SILENT } from './answers.ts'
import { boardOf, firingOf, flawsOfApi, flawsOfBoards, headOf } from './boards.ts'
import { judgeAnswers, type LostSpan } from './check-answers.ts'
import { flawsOfHistory, type Turned } from './check-history.ts'
import type { Cluster } from './cluster.ts'
import { SCHEMA } from './database.ts'
import { type Desk, startDesk } from './desks.ts'
import { textsOnce } from './history.ts'
import { readKeptLog } from './kept-log.ts'
import { type Load, startLoad } from './load.ts'
import { type Reader, startReader } from './readers.ts'

/** A cluster under load, with somebody of every kind who follows it. */
export interface Watch {
  readonly load: Load
  readonly readers: readonly Reader[]
  readonly desks: readonly Desk[]
  /** Ends the load, waits for everybody to have everything, and says what is wrong, in words. */
  readonly judge: (lossy?: Lossy) => Promise<Verdict>
}

/** Where the log lost a tail: since when answers may have gone with it, and when it went on without. */
export interface Lossy {
  readonly span: LostSpan
  readonly turned: Turned
}

export interface Verdict {
  readonly flaws: readonly string[]
  readonly events: number
  readonly answered: number
  /** Of what was answered. */
  readonly lost: number
  readonly resets: number
}

export interface WatchOptions {
  readonly random: () => number
  /** Of each kind. */
  readonly readers?: number
  readonly pause?: number
  /** Where senders and readers find the nodes, such as a proxy before all of them; each node's own address when absent. */
  readonly through?: readonly string[]
}

/** All has come to rest within this. */
const PATIENCE = 60_000

export async function startWatch(cluster: Cluster, options: WatchOptions): Promise<Watch> {
  const { random, readers: each = 2, pause, through } = options
  const { urls } = cluster
  const doors = through ?? urls
  const load = startLoad({ urls: doors, random, ...(pause !== undefined && { pause }) })
  const anywhere = await openRelay(() => new URL(doors[Math.floor(random() * doors.length)] as string))
  onTestFinished(anywhere.close)
  const keep = textsOnce()
  const reader = (name: string, more: object = {}): Reader =>
    startReader({ name, urls: () => doors, random, stays: 4_000, keep, ...more })
  const readers = Array.from({ length: each }, (_, n) => [
    reader(`SSE ${n}`, { over: 'sse' }),
    reader(`WebSocket ${n}`, { over: 'websocket' }),
    reader(`polling ${n}`, { over: 'polling' }),
    reader(`anyhow ${n}`),
    reader(`beginnings ${n}`, { types: ['alert_created'] }),
    reader(`ends ${n}`, { types: ['alert_resolved', 'silence_created'], over: 'sse' }),
  ]).flat()
  const url = `http://127.0.0.1:${anywhere.port}`
  const desks = Array.from({ length: each }, (_, n) => startDesk({ name: `desk ${n}`, url, random, keep }))
  const stopReading = (): void => {
    for (const one of [...readers, ...desks]) one.stop()
  }
  onTestFinished(async () => {
    stopReading()
    await load.end().catch(() => undefined)
  })

  const boards = (): Promise<readonly BoardSnapshot[]> => Promise.all(urls.map(boardOf))

  return {
    load,
    readers,
    desks,
    judge: async (lossy) => {
      await load.stop()
      await until(
        'whose time is up to be over',
        async () => {
          const all = await Promise.all(urls.map((url) => firingOf(url, `alertname=~"${SILENT}.*"`))).catch(
            () => [],
          )
          return all.length > 0 && all.every((count) => count === 0) ? true : undefined
        },
        PATIENCE,
      )
      await load.end()
      let standing = ''
      const rest = await until(
        'everybody to have everything',
        async () => {
          const [row] = await cluster.database.ask(`SELECT sequence::int FROM ${SCHEMA}.log_head`)
          const head = row?.sequence as number
          // Whole boards only in the end: after an hour each has a hundred thousand alerts.
          const at = await Promise.all(urls.map(headOf)).catch(() => undefined)
          const behind = [...readers, ...desks].filter(({ position }) => position() !== head)
          standing = `log at ${head}, nodes at ${at}, ${behind.map(({ history, position }) => `${history.reader} at ${position()}`)}`
          if (!at?.every((sequence) => sequence === head) || behind.length > 0) return undefined
          const all = await boards().catch(() => undefined)
          return all?.every(({ cursor }) => parseCursor(cursor)?.sequence === head)
            ? { head, boards: all }
            : undefined
        },
        PATIENCE,
      ).catch(() => undefined)
      stopReading()
      const log = await readKeptLog(cluster.database.ask, SCHEMA)
      const head = rest?.head ?? log.events.length
      const answers = judgeAnswers(load, log, lossy?.span)
      const flaws = [
        ...(rest === undefined ? [`not everybody has everything: ${standing}`] : []),
        ...[...readers, ...desks].flatMap(({ history }) => flawsOfHistory(history, log, lossy?.turned, head)),
        ...desks.flatMap(flawsOfDesk),
        ...answers.flaws,
        ...flawsOfBoards(log, head, rest?.boards ?? []),
        ...(await Promise.all(urls.map((one) => flawsOfApi(one, log)))).flat(),
      ]
      const resets = [...readers, ...desks].flatMap(({ history }) =>
        history.moments.filter(({ kind }) => kind === 'reset'),
      )
      return {
        flaws,
        events: log.events.length,
        answered: load.answered(),
        lost: answers.lost,
        resets: resets.length,
      }
    },
  }
}

/**
 * What the client itself counts of what should never happen. That it drops events which it has is no flaw: a better
 * transport that it goes over to begins where it stood when it asked for that one.
 */
function flawsOfDesk({ history, freshness }: Desk): readonly string[] {
  const { gaps, malformed } = freshness().counts
  return gaps + malformed === 0 ? [] : [`${history.reader} counts ${gaps} gaps, ${malformed} malformed`]
}
