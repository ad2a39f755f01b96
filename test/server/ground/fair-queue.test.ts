import { expect, test } from 'vitest'
import { FairQueue } from '../../../server/src/ground/fair-queue.ts'
import { Crowded } from '../../../server/src/ground/turns.ts'

/** Jobs that the test ends, and the order in which they began. */
class Jobs {
  readonly queue: FairQueue
  readonly began: string[] = []
  readonly #ends: (() => void)[] = []

  constructor(atOnce: number) {
    this.queue = new FairQueue(atOnce)
  }

  ask(who: string, what: string): Promise<string> {
    return this.queue.run(who, async () => {
      this.began.push(what)
      await new Promise<void>((resolve) => this.#ends.push(resolve))
      return what
    })
  }

  async endOne(): Promise<void> {
    this.#ends.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('few jobs are done at a time, and whoever asks for much waits behind himself', async () => {
  const jobs = new Jobs(2)
  const all = [1, 2, 3, 4, 5].map((n) => jobs.ask('greedy', `g${n}`))
  all.push(jobs.ask('modest', 'm1'), jobs.ask('other', 'o1'), jobs.ask('modest', 'm2'))
  expect(jobs.began).toEqual(['g1', 'g2'])
  for (let n = 0; n < 8; n++) await jobs.endOne()
  expect(jobs.began).toEqual(['g1', 'g2', 'g3', 'm1', 'o1', 'g4', 'm2', 'g5'])
  expect(await Promise.all(all)).toHaveLength(8)
  // The places are free again.
  const next = [jobs.ask('a', 'a1'), jobs.ask('a', 'a2')]
  expect(jobs.began.slice(-2)).toEqual(['a1', 'a2'])
  await jobs.endOne()
  await jobs.endOne()
  await Promise.all(next)
})

test('a job that fails makes room, and its failure is its own', async () => {
  const queue = new FairQueue(1)
  const failed = queue.run('a', () => Promise.reject(new Error('no')))
  const done = queue.run('b', async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await done).toBe('yes')
})

test('of one asker a hundred may wait; others are none the worse', async () => {
  const jobs = new Jobs(1)
  const waiting = Array.from({ length: 101 }, (_, n) => jobs.ask('greedy', `${n}`))
  await expect(jobs.ask('greedy', 'one more')).rejects.toBeInstanceOf(Crowded)
  const modest = jobs.ask('modest', 'm')
  await jobs.endOne()
  await jobs.endOne()
  expect(jobs.began).toContain('m')
  for (let n = 0; n < 110; n++) await jobs.endOne()
  expect(await modest).toBe('m')
  expect(await Promise.all(waiting)).toHaveLength(101)
  expect(jobs.began).not.toContain('one more')
})
