import { expect, test } from 'vitest'
import { Turns } from '../../../../server/src/ground/turns.ts'
import { type AskedBoard, BoardTexts } from '../../../../server/src/http/api/board-texts.ts'

/** A board of so many pieces, each of which takes a turn of the loop; it says how often it was made. */
function asking({ pieces = 20, isBroken = false } = {}) {
  const texts = new BoardTexts(new Turns({ monotonic: ticking(), soon: setImmediate }))
  let sequence = 1
  let made = 0
  const asked = (who: string): AskedBoard => ({
    key: 'all',
    who,
    tag: () => `"${sequence}"`,
    cursor: () => ({ epoch: 'e', sequence }),
    *steps(write) {
      made++
      const now = sequence
      for (let n = 0; n < pieces; n++) {
        write(`${now}${'x'.repeat(70_000)}`)
        yield
      }
      if (isBroken) throw new Error('a bug')
    },
  })
  const read = async (who = 'everybody'): Promise<{ readonly tag: string; readonly text: string }> => {
    const { tag, text } = await texts.take(asked(who))
    const buffers: Buffer[] = []
    for await (const piece of text.pieces()) buffers.push(piece)
    return { tag, text: Buffer.concat(buffers).toString() }
  }
  return {
    read,
    take: () => texts.take(asked('everybody')),
    move: () => {
      sequence++
    },
    made: () => made,
  }
}

/** Whatever is done, its time is over at each look. */
function ticking(): () => number {
  let now = 0
  return () => {
    now += 10
    return now
  }
}

test('a thousand who ask at the same moment read one text, made once, from its first piece on', async () => {
  const board = asking({ pieces: 2 })
  const all = await Promise.all(Array.from({ length: 1_000 }, () => board.read()))
  expect(board.made()).toBe(1)
  expect(new Set(all.map(({ tag }) => tag))).toEqual(new Set(['"1"']))
  expect(new Set(all.map(({ text }) => text.length)).size).toBe(1)
  await board.read()
  expect(board.made()).toBe(1)
})

test('it is read before it is whole', async () => {
  const { text } = await asking().take()
  await text.reaches(1)
  expect(text.isWhole).toBe(false)
  const whole = text.reaches(Number.POSITIVE_INFINITY)
  await whole
  expect(text.isWhole).toBe(true)
})

test('whoever asks after something changed gets a later board, and all of them the same', async () => {
  const board = asking()
  const first = board.read()
  await new Promise((resolve) => setImmediate(resolve))
  board.move()
  const later = Array.from({ length: 50 }, () => board.read())
  expect((await first).tag).toBe('"1"')
  for (const { tag, text } of await Promise.all(later)) {
    expect(tag).toBe('"2"')
    expect(text.startsWith('2x')).toBe(true)
  }
  expect(board.made()).toBe(2)
})

test('nobody waits for a board that somebody else makes slowly in turns of their own', async () => {
  const board = asking()
  await Promise.all([board.read('one'), board.read('two')])
  expect(board.made()).toBe(2)
})

test('when it cannot be made, all who read it hear so, and the next is made anew', async () => {
  const board = asking({ isBroken: true })
  const all = await Promise.allSettled([board.read(), board.read()])
  for (const one of all) expect(one).toMatchObject({ status: 'rejected', reason: { message: 'a bug' } })
  await expect(board.read()).rejects.toThrow('a bug')
  expect(board.made()).toBe(2)
})
