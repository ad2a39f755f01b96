import { expect, test } from 'vitest'
import { keepKeys } from '../../../../server/src/access/jwt/key-source.ts'
import type { VerificationKey } from '../../../../server/src/access/jwt/verification-keys.ts'
import type { LookTrouble } from '../../../../server/src/ground/repeated-look.ts'

const KEY = { id: 'one' } as VerificationKey

/** A source whose clock, timer and provider are moved by hand. */
function source() {
  let now = 1_000_000
  let answer = async (): Promise<readonly VerificationKey[]> => [KEY]
  let looks = 0
  let timer: { readonly ms: number; readonly run: () => void } | undefined
  const changes: (LookTrouble | undefined)[] = []
  const keys = keepKeys({
    look: () => {
      looks++
      return answer()
    },
    every: 60_000,
    retry: 5_000,
    atLeast: 10_000,
    now: () => now,
    after: (ms, run) => {
      timer = { ms, run }
      return () => {
        timer = undefined
      }
    },
    changed: (trouble) => changes.push(trouble),
  })
  return {
    keys,
    changes,
    looks: () => looks,
    provide: (next: typeof answer) => {
      answer = next
    },
    pass: (ms: number) => {
      now += ms
    },
    timer: () => timer?.ms,
    /** The timer runs out; resolves when what it began is over. */
    ring: async () => {
      now += timer?.ms ?? 0
      timer?.run()
      await keys.lookAgain()
    },
  }
}

const away = async (): Promise<never> => {
  throw new Error('nobody is there')
}

test('what was found stays while the provider is away, which is told once, and looked for less and less', async () => {
  const { keys, provide, ring, timer, changes, pass } = source()
  await keys.lookAgain()
  expect([keys.keys(), keys.goodAt(), timer()]).toEqual([[KEY], 1_000_000, 60_000])
  provide(away)
  const waits: (number | undefined)[] = []
  for (let i = 0; i < 6; i++) {
    await ring()
    waits.push(timer())
  }
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  expect(keys.keys()).toEqual([KEY])
  expect(keys.goodAt()).toBe(1_000_000)
  expect(changes).toEqual([{ since: 1_060_000, reason: 'nobody is there' }])
  provide(async () => [])
  pass(10_000)
  await keys.lookAgain()
  expect([keys.keys(), keys.trouble(), changes.at(-1)]).toEqual([[], undefined, undefined])
  expect(changes).toHaveLength(2)
})

test('however many ask at once, it is one look, and none again for a while', async () => {
  const { keys, looks, pass } = source()
  await Promise.all(Array.from({ length: 100 }, () => keys.lookAgain()))
  for (let i = 0; i < 100; i++) await keys.lookAgain()
  expect(looks()).toBe(1)
  pass(10_000)
  await Promise.all(Array.from({ length: 100 }, () => keys.lookAgain()))
  expect(looks()).toBe(2)
})

test('closed, it looks no more', async () => {
  const { keys, timer, looks, pass } = source()
  await keys.lookAgain()
  keys.close()
  pass(100_000)
  await keys.lookAgain()
  expect([timer(), looks()]).toEqual([undefined, 1])
})
