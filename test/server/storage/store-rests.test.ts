import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepCarrying } from '../../../server/src/storage/sqlite/carrying.ts'
import { keepCheckpointing } from '../../../server/src/storage/sqlite/checkpointing.ts'
import type { CheckpointCalls, WriterCalls } from '../../../server/src/storage/sqlite/protocol.ts'
import type { Call } from '../../../server/src/storage/sqlite/thread.ts'

const MIB = 1024 * 1024

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a burst of commits after a rest comes first: what follows is carried over when it is over', async () => {
  const { carrying, pieces } = carryingOf()
  await vi.advanceTimersByTimeAsync(60_000)
  await commits(carrying, 50, 10)
  expect(pieces()).toBe(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(pieces()).toBe(1)
  await commits(carrying, 50, 10)
  expect(pieces()).toBe(1)
})

test('where commits never rest, a piece is carried over each second', async () => {
  const { carrying, pieces } = carryingOf({ isDone: false, bytes: MIB })
  await commits(carrying, 55, 100)
  expect(pieces()).toBe(5)
})

test('what is written beside the file is carried into it in a rest, so that the next burst finds little of it', async () => {
  const { checkpointing, done } = checkpointingOf()
  for (let n = 0; n < 10; n++) {
    checkpointing.wrote(MIB)
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(done).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(done).toEqual(['aside', 'writer'])
  checkpointing.wrote(MIB)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(done).toHaveLength(2)
})

test('much of it is not waited for, and nothing is begun after the end', async () => {
  const { checkpointing, done } = checkpointingOf()
  checkpointing.wrote(16 * MIB)
  await vi.advanceTimersByTimeAsync(0)
  expect(done).toEqual(['aside', 'writer'])
  checkpointing.wrote(8 * MIB)
  checkpointing.close()
  checkpointing.wrote(16 * MIB)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(done).toHaveLength(2)
})

function carryingOf(left = { isDone: true, bytes: 0 }) {
  const call = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 150))
    return { upTo: 1, ...left }
  })
  const carrying = keepCarrying(call as unknown as Call<WriterCalls>, () => {})
  return { carrying, pieces: () => call.mock.calls.length }
}

async function commits(
  carrying: ReturnType<typeof keepCarrying>,
  count: number,
  every: number,
): Promise<void> {
  for (let n = 0; n < count; n++) {
    carrying.committed(MIB)
    await vi.advanceTimersByTimeAsync(every)
  }
}

function checkpointingOf() {
  const done: string[] = []
  const call = (who: string) => async () => done.push(who)
  const checkpointing = keepCheckpointing(
    call('aside') as unknown as Call<CheckpointCalls>,
    call('writer') as unknown as Call<WriterCalls>,
  )
  return { checkpointing, done }
}
