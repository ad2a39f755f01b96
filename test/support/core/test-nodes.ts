import type { Place } from '../../../server/src/storage/postgres/place.ts'
import { openPostgres } from '../../../server/src/storage/postgres/postgres-storage.ts'
import type { Duty, DutyChange, Shared } from '../../../server/src/storage/shared.ts'
import type { Storage } from '../../../server/src/storage/storage.ts'
import { HandClock } from './hand-clock.ts'
import { startCore, type TestCore } from './test-core.ts'

/** One of several real cores on one schema of a real PostgreSQL. */
export interface TestNode extends TestCore {
  /** It looks for what others did, as a wake has it do; resolves when it knows. */
  readonly look: () => Promise<unknown>
  /** Commits of this node wake the others, unless that is switched off. */
  wakes: boolean
  /** Takes the duty, which somebody had who left or vanished. */
  readonly takeDuty: (why: DutyChange) => void
}

interface Options extends Omit<NonNullable<Parameters<typeof startCore>[1]>, 'clock' | 'storage'> {
  /** None of them has the duty to begin with. */
  readonly idle?: boolean
}

/** Who has the duty is said by the test; the first has it to begin with. */
export async function startNodes(
  place: Place,
  count: number,
  options: Options = {},
  clock = new HandClock(),
): Promise<readonly TestNode[]> {
  const nodes: TestNode[] = []
  const changes: ((keeper: number, why: DutyChange) => void)[] = []
  const wakers: Set<() => void>[] = []
  for (let n = 0; n < count; n++) {
    const duty = handDuty(n === 0 && options.idle !== true)
    const listeners = new Set<() => void>()
    wakers.push(listeners)
    changes.push((keeper, why) => duty.change(keeper === n, why))
    const publish = (): void => {
      if (nodes[n]?.wakes === false) return
      for (const [other, wake] of wakers.entries()) if (other !== n) for (const call of wake) call()
    }
    const onWake: Shared['onWake'] = (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
    const core = await startCore(
      { open: () => openPostgres(place, { wakes: { publish, onWake }, now: clock.now }) },
      { ...options, clock, storage: (real) => withDuty(real, duty.duty) },
    )
    nodes.push({
      ...core,
      wakes: true,
      look: () => core.core.log.catchUp(),
      takeDuty: (why) => {
        for (const change of changes) change(n, why)
      },
    })
  }
  return nodes
}

function withDuty(storage: Storage, duty: Duty): Storage {
  const { shared, commit } = storage
  if (shared === undefined) throw new Error('this store is not shared')
  // The store itself does not know of the test's duty.
  return { ...storage, commit: ({ onDuty: _, ...changes }) => commit(changes), shared: { ...shared, duty } }
}

function handDuty(isFirst: boolean): {
  readonly duty: Duty
  readonly change: (isMine: boolean, why: DutyChange) => void
} {
  let isMine = isFirst
  const listeners = new Set<Parameters<Duty['onChange']>[0]>()
  return {
    duty: {
      isMine: () => isMine,
      onChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    change: (next, why) => {
      if (next === isMine) return
      isMine = next
      for (const listener of listeners) listener(next, why)
    },
  }
}
