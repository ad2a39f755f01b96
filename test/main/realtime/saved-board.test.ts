import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import {
  createBoardSaver,
  readSavedBoard,
  type SavedBoard,
  writeSavedBoard,
} from '../../../src/main/realtime/saved-board.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { boardOf, deskRig } from '../notifications/desk-rig.ts'

function savedBoard(count: number): SavedBoard {
  const desk = deskRig()
  const alerts = Array.from({ length: count }, (_, n) => desk.alert({ service: `s${n}` }))
  return {
    server: 'https://watch.example.com',
    at: desk.wall(),
    snapshot: toSnapshot(boardOf(alerts), desk.wall()),
  }
}

test('a board is read as it was written, however large', async () => {
  const file = join(await tempDir(), 'board.jsonl')
  const board = savedBoard(3_000)
  await writeSavedBoard(file, board)
  expect(await readSavedBoard(file)).toEqual(board)
})

test.each([
  ['missing', undefined],
  ['empty', ''],
  [
    'cut off',
    '{"version":1,"server":"https://watch.example.com","at":"2026-11-24T03:12:00.000Z","snapshot":{"cur',
  ],
  [
    'of another version',
    '{"version":2,"server":"https://watch.example.com","at":"2026-11-24T03:12:00.000Z","snapshot":{}}',
  ],
  [
    'not a board',
    '{"version":1,"server":"https://watch.example.com","at":"2026-11-24T03:12:00.000Z","snapshot":{"cursor":1}}\n',
  ],
])('a file that is %s is no board, and no error', async (_what, text) => {
  const file = join(await tempDir(), 'board.jsonl')
  if (text !== undefined) await writeFile(file, text)
  expect(await readSavedBoard(file)).toBeNull()
})

test('changes are written soon, and at most every 30 s', async () => {
  const clock = new HandClock()
  const written: number[] = []
  const saver = createBoardSaver({
    current: () => savedBoard(1),
    write: async () => void written.push(clock.monotonic()),
    after: clock.after,
    now: clock.monotonic,
    result: (error) => expect(error).toBeNull(),
  })
  const settle = () => new Promise(setImmediate)
  saver.changed()
  await clock.pass(1_000, settle)
  expect(written).toEqual([])
  await clock.pass(1_000, settle)
  expect(written).toEqual([2_000])
  for (let n = 0; n < 40; n++) {
    saver.changed()
    await clock.pass(1_000, settle)
  }
  expect(written).toEqual([2_000, 32_000])
  await saver.flush()
  expect(written).toEqual([2_000, 32_000, 42_000])
})
