import { setTimeout as sleep } from 'node:timers/promises'
import { Latencies } from '../measures/latencies.ts'
import { answerWith } from './asked-process.ts'
import { sharedMicros } from './event-stamp.ts'
import { WatchedClient } from './watched-client.ts'

/** Many real clients, with their own back-off, in a process of their own. */
const clients: WatchedClient[] = []
const replays = new Latencies()
const ages = new Latencies()
let isCutting = false

export interface ClientsTally {
  readonly live: number
  /** Sequence that the last of them has come to. */
  readonly slowest: number
  readonly applied: number
  readonly missing: number
  readonly repeated: number
  readonly dropped: number
  readonly boards: number
  readonly replayP50: number
  readonly replayP99: number
  readonly ageP99: number
}

const OPENING_AT_ONCE = 100

const questions = {
  open: async ({
    url,
    count,
    cursor,
    tokens,
  }: {
    url: string
    count: number
    cursor: string
    /** One for each, where they say who they are. */
    tokens?: readonly string[]
  }): Promise<void> => {
    for (let i = 0; i < count; i++) {
      clients.push(new WatchedClient({ url, cursor, token: tokens?.[i], replays, ages }))
      if (i % OPENING_AT_ONCE === 0) await sleep(50)
    }
  },
  tally: (): ClientsTally => {
    const sum = (of: (client: WatchedClient) => number): number =>
      clients.reduce((all, one) => all + of(one), 0)
    return {
      live: clients.filter(({ liveSince }) => liveSince !== undefined).length,
      slowest: clients.reduce((least, { last }) => Math.min(least, last), Number.POSITIVE_INFINITY),
      applied: sum(({ applied }) => applied),
      missing: sum(({ missing }) => missing),
      repeated: sum(({ repeated }) => repeated),
      dropped: sum(({ dropped }) => dropped),
      boards: sum(({ boards }) => boards),
      replayP50: replays.quantile(0.5),
      replayP99: replays.quantile(0.99),
      ageP99: ages.quantile(0.99),
    }
  },
  now: (): number => sharedMicros(),
  /** Since when each of them has been live, on the shared clock. */
  liveSince: (): readonly (number | undefined)[] => clients.map(({ liveSince }) => liveSince),
  /** How long each was without a live stream the last time, µs. */
  blackouts: (): readonly number[] => clients.map(({ blackout }) => blackout),
  /** From now on each is cut about every so often, and is offline for a while. */
  cut: ({ everyMs, offlineMs }: { everyMs: number; offlineMs: number }): void => {
    isCutting = true
    for (const client of clients) void cutAgainAndAgain(client, everyMs, offlineMs)
  },
  endCutting: (): void => {
    isCutting = false
  },
}
export type ClientsQuestions = typeof questions

async function cutAgainAndAgain(client: WatchedClient, everyMs: number, offlineMs: number): Promise<void> {
  while (isCutting) {
    await sleep(everyMs * (0.5 + Math.random()))
    if (!isCutting) return
    client.offline()
    await sleep(offlineMs)
    client.online()
  }
}

answerWith(questions)
