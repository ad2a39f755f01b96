import { expect, onTestFinished, test } from 'vitest'
import { Unanswered } from '../../../server/src/storage/commit-errors.ts'
import type { Storage } from '../../../server/src/storage/storage.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { until } from '../../support/until.ts'

/** A store of which a test says when a commit's answer is lost, and later whether the commit is kept. */
function forgetful(): {
  readonly wrap: (real: Storage) => Storage
  readonly lose: () => (isKept: boolean) => Promise<void>
} {
  let lost: PromiseWithResolvers<boolean> | undefined
  let commit: (() => Promise<void>) | undefined
  return {
    wrap: (real) => ({
      ...real,
      commit: (changes) => {
        if (lost === undefined) return real.commit(changes)
        const { promise } = lost
        lost = undefined
        commit = () => real.commit(changes)
        throw new Unanswered('the way there was lost', promise)
      },
    }),
    lose: () => {
      const fate = Promise.withResolvers<boolean>()
      lost = fate
      return async (isKept) => {
        if (isKept) await commit?.()
        fate.resolve(isKept)
      }
    },
  }
}

test.for([true, false])(
  'S13: a commit whose answer was lost is refused, and so is all that comes until it is known; then it counts or does not: %s',
  async (isKept) => {
    const disk = new MemoryDisk()
    const store = forgetful()
    const one = await startCore(disk, { storage: store.wrap })
    onTestFinished(() => one.core.close())
    await one.report('Before', { ends: HOUR })
    one.take()
    const tell = store.lose()
    await expect(one.report('Lost', { ends: HOUR })).rejects.toThrow('the way there was lost')
    await expect(one.report('Meanwhile', { ends: HOUR })).rejects.toThrow('send again')
    expect([one.take(), one.core.log.degraded()]).toEqual([[], expect.stringContaining('was lost')])
    await tell(isKept)
    await until('the store to be written again', () =>
      one.report('Lost', { ends: HOUR }).then(
        () => true,
        () => undefined,
      ),
    )
    await one.report('After', { ends: HOUR })
    // Once, whichever way it came.
    expect(one.take()).toEqual(['alert_created Lost', 'alert_created After'])
    expect(one.core.log.degraded()).toBeUndefined()
    const names = one.core.board().alerts.map(({ alertname }) => alertname)
    expect(names.toSorted()).toEqual(['After', 'Before', 'Lost'])
  },
)

test('S13: a server that is stopped does not wait to learn what became of a commit', async () => {
  const store = forgetful()
  const one = await startCore(new MemoryDisk(), { storage: store.wrap })
  store.lose()
  await expect(one.report('Lost', { ends: HOUR })).rejects.toThrow('the way there was lost')
  await one.core.close()
})
