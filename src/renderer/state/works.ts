import type { Event } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LiveStore } from './live-store.ts'

/** Something that is being done with many things, and is not done at once. */
export interface Work {
  readonly id: number
  /** What is being done, such as `Acknowledging`. */
  readonly verb: string
  readonly of: number
  /** By the events that have come: what every board shows by now. */
  readonly done: number
  /** Ends it after what is under way; absent where it cannot be ended, or is ending. */
  readonly stop?: () => void
}

export interface NewWork {
  readonly verb: string
  readonly of: number
  /** Does this event say that one of them was done? */
  readonly isDone: (event: Event) => boolean
  readonly stop: () => void
}

export interface WorkStore extends StoreApi<{ readonly works: readonly Work[] }> {
  /** Begins one; it shows itself when it takes longer than a moment. Answers what ends it. */
  begin(work: NewWork): () => void
}

/** What is over sooner needs no progress. */
const MOMENT_MS = 400

export function createWorks(
  live: Pick<LiveStore, 'onFrame'>,
  after: (milliseconds: number, run: () => void) => () => void,
): WorkStore {
  const store = createStore<{ readonly works: readonly Work[] }>(() => ({ works: [] }))
  let last = 0
  return Object.assign(store, {
    begin: ({ verb, of, isDone, stop }: NewWork) => {
      const id = ++last
      let done = 0
      const change = (part: Partial<Work>): void => {
        const works = store.getState().works.map((work) => (work.id === id ? { ...work, ...part } : work))
        store.setState({ works })
      }
      const unfollow = live.onFrame(({ events }) => {
        const before = done
        for (const event of events) if (isDone(event)) done++
        if (done > before) change({ done })
      })
      const asked = {
        stop: () => {
          store.setState({
            works: store.getState().works.map((work) => (work.id === id ? without(work) : work)),
          })
          stop()
        },
      }
      const cancel = after(MOMENT_MS, () =>
        store.setState({ works: [...store.getState().works, { id, verb, of, done, ...asked }] }),
      )
      return () => {
        cancel()
        unfollow()
        store.setState({ works: store.getState().works.filter((work) => work.id !== id) })
      }
    },
  })
}

function without({ stop: _stop, ...work }: Work): Work {
  return work
}
