import { type Client, createClient, type Freshness, systemPlatform } from '@watchfloor/client'
import { isDurable, parseCursor } from '@watchfloor/contract'
import { startHistory } from './history.ts'
import { cutText } from './kept-log.ts'
import type { Reader } from './readers.ts'

/** The client that desks and browsers have, at an address behind which any node may answer. */
export interface Desk extends Reader {
  readonly freshness: () => Freshness
  /** How long it was without a stream, each time that it was, milliseconds. */
  readonly away: readonly number[]
}

/** Comes back soon, notices soon that nothing comes any more, and tries better transports again soon. */
const QUICK = {
  backoff_base: 100,
  backoff_cap: 1_000,
  restart_backoff_cap: 500,
  climb_every: 5_000,
  hello_limit: 2_000,
  probe_after: 1_500,
  probe_limit: 1_000,
  dead_after: 3_000,
  poll_wait: 1_000,
}

export function startDesk(options: {
  readonly name: string
  readonly url: string
  readonly random: () => number
}): Desk {
  const history = startHistory(options.name)
  const { url, random } = options
  const away: number[] = []
  let left: number | undefined
  let wasThere = false
  const client: Client = createClient({
    ...systemPlatform(globalThis),
    random,
    url,
    tuning: QUICK,
    onBoard: ({ cursor }, why) => {
      if (why !== 'start') history.note({ kind: 'reset', reason: why })
      history.note({ kind: 'board', cursor, why })
    },
    onEvents: (events) => {
      for (const event of events) {
        if (!isDurable(event)) continue
        const { sequence, epoch } = event
        history.note({ kind: 'event', sequence, epoch, ...cutText(JSON.stringify(event)) })
      }
    },
    onFreshness: ({ state }) => {
      const isAway = state !== 'live' && state !== 'checking'
      if (left !== undefined && !isAway) away.push(performance.now() - left)
      wasThere ||= !isAway
      left = isAway && wasThere ? (left ?? performance.now()) : undefined
    },
  })
  client.start()
  return {
    history,
    freshness: () => client.freshness(),
    away,
    position: () => parseCursor(client.cursor() ?? '')?.sequence,
    stop: () => client.stop(),
  }
}
