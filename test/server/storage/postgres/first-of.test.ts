import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { firstOf } from '../../../../server/src/storage/postgres/first-of.ts'

const never = new Promise<never>(() => undefined)
const fails = (reason: string) => () => Promise.reject(new Error(reason))
const opens = (what: string) => async () => what
const call = <T>(open: () => Promise<T>): Promise<T> => open()

test('the first that opens is taken, in their order, and no more are tried than it needs', async () => {
  const tried: string[] = []
  const open = async (name: string): Promise<string> => {
    tried.push(name)
    if (name === 'down') throw new Error('it is down')
    return name
  }
  expect(await firstOf(['a', 'b'], open, () => undefined)).toBe('a')
  expect(await firstOf(['down', 'b', 'c'], open, () => undefined)).toBe('b')
  expect(tried).toEqual(['a', 'down', 'b'])
})

test('one that says nothing holds nobody up, and is dropped where it comes later', async () => {
  expect(await firstOf([() => never, fails('refused'), opens('third')], call, () => undefined)).toBe('third')
  const { promise: late, resolve } = Promise.withResolvers<string>()
  const dropped: string[] = []
  expect(await firstOf([() => late, opens('second')], call, (one) => dropped.push(one))).toBe('second')
  resolve('first')
  await sleep(0)
  expect(dropped).toEqual(['first'])
})

test('where none opens, the reasons of all are said', async () => {
  await expect(firstOf([fails('it is down'), fails('a standby')], call, () => undefined)).rejects.toThrow(
    'it is down; a standby',
  )
})
