import { NotOnDuty, Overtaken } from '../../../server/src/storage/commit-errors.ts'
import type { CaughtUp, Duty, DutyChange } from '../../../server/src/storage/shared.ts'
import type { Changes, Storage } from '../../../server/src/storage/storage.ts'

/** What a test has happen to a store that others share: they commit first, take the duty, or the database goes back. */
export interface SharedDouble {
  readonly wrap: (real: Storage) => Storage
  /** The next look finds this; commits that come before it are overtaken. */
  found: CaughtUp | undefined
  /** From now on everything is read from and written to this one, as after a failover. */
  store: Storage | undefined
  /** What the database says of the duty, whatever this server believes. */
  keeper: 'this one' | 'another'
  readonly duty: (isMine: boolean, why: DutyChange) => void
  /** Commits that were kept. */
  readonly kept: Changes[]
  /** `hold`, `look`, `let go`, `commit`, in the order in which they were asked for. */
  readonly asked: string[]
}

export function sharedDouble(isMine = true): SharedDouble {
  let mine = isMine
  const listeners = new Set<Parameters<Duty['onChange']>[0]>()
  const double: SharedDouble = {
    found: undefined,
    store: undefined,
    keeper: 'this one',
    kept: [],
    asked: [],
    duty: (isMine, why) => {
      mine = isMine
      for (const listener of listeners) listener(isMine, why)
    },
    wrap: (real) => ({
      ...real,
      commit: async (changes) => {
        double.asked.push('commit')
        if (double.found !== undefined) throw new Overtaken('others were first')
        if (changes.onDuty === true && double.keeper !== 'this one') throw new NotOnDuty('another has it')
        await (double.store ?? real).commit(changes)
        double.kept.push(changes)
      },
      shared: {
        catchUp: async ({ hold }) => {
          double.asked.push(hold ? 'hold' : 'look')
          const { found = { kind: 'same' } } = double
          double.found = undefined
          return found
        },
        letGo: async () => void double.asked.push('let go'),
        trim: async () => 0,
        onWake: () => () => undefined,
        duty: {
          isMine: () => mine,
          onChange: (listener) => {
            listeners.add(listener)
            return () => listeners.delete(listener)
          },
        },
        nodes: {
          me: { id: 'one', name: 'one', url: '', version: '' },
          tell: () => undefined,
          seen: () => undefined,
          onSeen: () => () => undefined,
          ask: async () => undefined,
          answer: () => undefined,
          hurry: () => undefined,
        },
      },
    }),
  }
  return double
}
