import {
  type Client,
  type ClientOptions,
  createClient,
  type Freshness,
  systemPlatform,
} from '@watchfloor/client'
import { type BoardSnapshot, type Event, isDurable } from '@watchfloor/contract'
import { onTestFinished } from 'vitest'

/** A real client, and everything it told. */
export interface Desk {
  readonly client: Client
  readonly boards: BoardSnapshot[]
  readonly causes: string[]
  readonly batches: (readonly Event[])[]
  readonly told: Freshness[]
  /** Sequences of the class-A events since the last board. */
  sequences(): number[]
  /** Waits, by the client's own reports, until this holds; fails with the last freshness. */
  until(what: string, holds: () => boolean): Promise<void>
  untilState(state: Freshness['state'], transport?: string): Promise<void>
  /** Timers that were set and neither ran nor were cancelled. */
  timers(): number
}

type Options = Partial<ClientOptions> & { readonly url: string; readonly patience?: number }

/** Starts a client on the real platform; it is stopped when the test ends. */
export function openDesk({ patience = 15_000, ...options }: Options): Desk {
  const platform = systemPlatform(globalThis)
  const active = new Set<object>()
  const waiting = new Set<() => void>()
  const changed = (): void => {
    for (const check of [...waiting]) check()
  }
  const boards: BoardSnapshot[] = []
  const causes: string[] = []
  const batches: (readonly Event[])[] = []
  const told: Freshness[] = []
  let events: Event[] = []
  const client = createClient({
    ...platform,
    timers: {
      soon: platform.timers.soon,
      after: (milliseconds, run) => {
        const timer = {}
        active.add(timer)
        const cancel = platform.timers.after(milliseconds, () => {
          active.delete(timer)
          run()
        })
        return () => {
          active.delete(timer)
          cancel()
        }
      },
    },
    onBoard: (board, cause) => {
      boards.push(board)
      causes.push(cause)
      events = []
      changed()
    },
    onEvents: (batch) => {
      batches.push(batch)
      events.push(...batch)
      changed()
    },
    onFreshness: (freshness) => {
      told.push(freshness)
      changed()
    },
    ...options,
  })
  onTestFinished(() => client.stop())
  const until = (what: string, holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!holds()) return
        waiting.delete(check)
        clearTimeout(late)
        resolve()
      }
      const late = setTimeout(() => {
        waiting.delete(check)
        reject(
          new Error(
            `waited for ${what}; stands at ${client.cursor()}, ${JSON.stringify(client.freshness())}`,
          ),
        )
      }, patience)
      waiting.add(check)
      check()
    })
  return {
    client,
    boards,
    causes,
    batches,
    told,
    sequences: () => events.filter(isDurable).map((event) => event.sequence),
    until,
    untilState: (state, transport) =>
      until(`${state} ${transport ?? ''}`, () => {
        const now = client.freshness()
        return (
          now.state === state &&
          (transport === undefined || ('transport' in now && now.transport === transport))
        )
      }),
    timers: () => active.size,
  }
}
