import { type Client, createClient, type Fetch, type Freshness, systemPlatform } from '@watchfloor/client'
import { isDurable, parseCursor } from '@watchfloor/contract'
import { type KeepText, startHistory } from './history.ts'
import { cutText } from './kept-log.ts'
import type { Reader } from './readers.ts'

/** The client that desks and browsers have, at an address behind which any node may answer. */
export interface Desk extends Reader {
  readonly freshness: () => Freshness
  /** Each time that it was without a stream. */
  readonly away: readonly Absence[]
}

/** Milliseconds. */
export interface Absence {
  readonly total: number
  /** How long the server told it to stay away; nothing where no server said anything. */
  readonly told: number | undefined
  /** Until it asked for a stream. */
  readonly gap: number
  /** From then until the answer of the one that held, whatever was asked before in vain. */
  readonly connect: number
  /** From then until it had all that it had missed. */
  readonly live: number
  readonly attempts: number
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
  readonly keep?: KeepText | undefined
}): Desk {
  const history = startHistory(options.name, undefined, options.keep)
  const { url, random } = options
  const absences = noteAbsences()
  const platform = systemPlatform(globalThis)
  const client: Client = createClient({
    ...platform,
    fetch: absences.noting(platform.fetch),
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
    onFreshness: absences.take,
  })
  client.start()
  return {
    history,
    freshness: () => client.freshness(),
    away: absences.away,
    position: () => parseCursor(client.cursor() ?? '')?.sequence,
    stop: () => client.stop(),
  }
}

/** Notes how long nothing was received, and what that time went by with. */
function noteAbsences() {
  const away: Absence[] = []
  let open:
    | { left: number; told: number | undefined; asked?: number; answered?: number; attempts: number }
    | undefined
  let wasThere = false
  const noting =
    (fetch: Fetch): Fetch =>
    async (to, init) => {
      const isStream = new URL(to).pathname.startsWith('/api/v2/events')
      if (!isStream || open === undefined) return fetch(to, init)
      const during = open
      during.attempts++
      during.asked ??= performance.now()
      const answer = await fetch(to, init)
      during.answered = performance.now()
      return answer
    }
  const take = (freshness: Freshness): void => {
    const { state, at } = freshness
    const isAway = state !== 'live' && state !== 'checking'
    const now = performance.now()
    if (isAway && open === undefined && wasThere) {
      const told = freshness.state === 'restarting' ? freshness.until - at : undefined
      open = { left: now, told, attempts: 0 }
    } else if (!isAway && open !== undefined) {
      const { left, told, asked = now, answered = now, attempts } = open
      const parts = { gap: asked - left, connect: answered - asked, live: now - answered }
      away.push({ total: now - left, told, ...parts, attempts })
      open = undefined
    }
    wasThere ||= !isAway
  }
  return { away, noting, take }
}
