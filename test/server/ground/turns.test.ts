import { expect, test } from 'vitest'
import type { Steps } from '../../../server/src/ground/steps.ts'
import { Crowded, Turns, Unwanted } from '../../../server/src/ground/turns.ts'

/** A loop whose turns the test takes, and a clock on which a step of work takes 1 ms. */
class Loop {
  ms = 0
  readonly log: string[] = []
  readonly turns = new Turns({ monotonic: () => this.ms, soon: (run) => this.#waiting.push(run) })
  #waiting: (() => void)[] = [];

  *work(name: string, steps: number): Steps<string> {
    for (let n = 0; n < steps; n++) {
      this.ms++
      this.log.push(name)
      yield
    }
    return name
  }

  /** Takes one turn of the loop; what was done in it. */
  async turn(): Promise<string> {
    this.log.length = 0
    for (const run of this.#waiting.splice(0)) run()
    await new Promise((resolve) => setImmediate(resolve))
    return this.log.join('')
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0
  }
}

test('short work is done at once', async () => {
  const loop = new Loop()
  expect(await loop.turns.run('a', () => loop.work('a', 1))).toBe('a')
  expect(loop.isIdle).toBe(true)
})

test('long work is done in slices, one a turn of the loop, and askers take turns', async () => {
  const loop = new Loop()
  const { turns } = loop
  const all = Promise.all([
    turns.run('first', () => loop.work('a', 22)),
    turns.run('first', () => loop.work('b', 12)),
    turns.run('other', () => loop.work('c', 12)),
  ])
  const seen = [loop.log.join('')]
  while (!loop.isIdle) seen.push(await loop.turn())
  // In some turns nothing is left to do but to answer.
  const busy = seen.filter((done) => done !== '')
  expect(busy).toEqual(['aabbcc', 'aaaaa', 'ccccc', 'bbbbb', 'ccccc', 'aaaaa', 'bbbbb', 'aaaaa', 'aaaaa'])
  expect(await all).toEqual(['a', 'b', 'c'])
})

test('of one asker few works are under way, and what waits begins in a turn of its own', async () => {
  const loop = new Loop()
  const works = Array.from({ length: 10 }, (_, n) => loop.turns.run('a', () => loop.work(`${n}`, 3)))
  expect(loop.log.join('')).toBe('00112233')
  const done = Promise.all(works)
  let longest = 0
  while (!loop.isIdle) longest = Math.max(longest, (await loop.turn()).length)
  expect(longest).toBeLessThanOrEqual(5)
  expect(await done).toHaveLength(10)
})

test('whoever asks for too much at once is told so, and others are not', async () => {
  const loop = new Loop()
  const works = Array.from({ length: 104 }, () => loop.turns.run('a', () => loop.work('a', 3)))
  await expect(loop.turns.run('a', () => loop.work('a', 1))).rejects.toThrow(Crowded)
  expect(await loop.turns.run('b', () => loop.work('b', 1))).toBe('b')
  while (!loop.isIdle) await loop.turn()
  expect(await Promise.all(works)).toHaveLength(104)
  expect(await loop.turns.run('a', () => loop.work('a', 1))).toBe('a')
})

test('work that nobody waits for any more ends, and so does work that fails', async () => {
  const loop = new Loop()
  let isWanted = true
  const left = loop.turns.run(
    'a',
    () => loop.work('a', 100),
    () => isWanted,
  )
  const failed = loop.turns.run('a', function* () {
    yield
    throw new Error('broken')
  })
  await expect(failed).rejects.toThrow('broken')
  isWanted = false
  const ended = expect(left).rejects.toThrow(Unwanted)
  await loop.turn()
  await ended
  expect(loop.isIdle).toBe(true)
  for (let n = 0; n < 4; n++) expect(await loop.turns.run('a', () => loop.work('a', 1))).toBe('a')
})
