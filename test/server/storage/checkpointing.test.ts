import { expect, test } from 'vitest'
import { keepCheckpointing } from '../../../server/src/storage/sqlite/checkpointing.ts'

const MIB = 1024 * 1024

/** What was called, until the thread that writes had its turn; while the other makes a checkpoint, so much is written. */
async function callsWith(meanwhile: number): Promise<readonly string[]> {
  const calls: string[] = []
  const { promise, resolve } = Promise.withResolvers<null>()
  const aside = async (): Promise<null> => {
    calls.push('aside')
    if (calls.length > 100) resolve(null)
    else checkpointing.wrote(meanwhile)
    return null
  }
  const writer = async (): Promise<null> => {
    calls.push('writer')
    resolve(null)
    return null
  }
  const checkpointing = keepCheckpointing(aside as never, writer as never)
  checkpointing.wrote(16 * MIB)
  await promise
  checkpointing.close()
  return calls
}

test('the thread that writes puts into the file what little came meanwhile', async () => {
  expect(await callsWith(MIB)).toEqual(['aside', 'writer'])
})

test('what is much is put there beside it again, as long as that gets less', async () => {
  expect(await callsWith(7 * MIB)).toEqual(['aside', 'aside', 'writer'])
})

test('on a disk that takes less than comes, it has its turn before the log grows on', async () => {
  expect(await callsWith(20 * MIB)).toEqual(['aside', 'writer'])
})
