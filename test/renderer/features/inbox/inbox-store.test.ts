import { expect, test } from 'vitest'
import { createInboxStore } from '../../../../src/renderer/features/inbox/inbox-store.ts'
import { fakeDesk, inboxRow } from '../../support/fake-desk.ts'

const NOW = Date.UTC(2026, 10, 24, 3)

function rowAt(index: number) {
  return inboxRow({ id: `r${index}`, at: new Date(NOW - index * 1_000).toISOString() })
}

test('pages follow each other down to the last row, each once', async () => {
  const desk = fakeDesk(() => NOW)
  desk.inbox = Array.from({ length: 1_250 }, (_, index) => rowAt(index))
  const inbox = createInboxStore(desk.bridge)
  for (const length of [500, 1_000, 1_250, 1_250]) {
    await inbox.more()
    expect(inbox.getState().rows).toHaveLength(length)
  }
  expect(inbox.getState().isWhole).toBe(true)
  expect(new Set(inbox.getState().rows.map(({ id }) => id)).size).toBe(1_250)
})

test('what happens while the first page is on its way is not lost', async () => {
  const desk = fakeDesk(() => NOW)
  desk.inbox = [rowAt(1)]
  const inbox = createInboxStore(desk.bridge)
  const reading = inbox.more()
  desk.rows([{ ...rowAt(1), outcome: 'opened' }, rowAt(0)])
  await reading
  expect(inbox.getState().rows.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['r0', 'shown'],
    ['r1', 'opened'],
  ])
})

test('a page that is not read says why, and can be read again', async () => {
  const desk = fakeDesk(() => NOW)
  desk.inbox = [rowAt(0)]
  desk.refuse.inbox = { ok: false, reason: 'no_answer', message: 'torn down' }
  const inbox = createInboxStore(desk.bridge)
  await inbox.more()
  expect(inbox.getState()).toMatchObject({
    phase: 'failed',
    refusal: { message: 'torn down' },
    isLoaded: false,
  })
  desk.refuse.inbox = null
  await inbox.more()
  expect(inbox.getState()).toMatchObject({ phase: 'ready', refusal: null, isWhole: true })
})

test('marked all read, every row that is loaded is, also those that main does not tell of', async () => {
  const desk = fakeDesk(() => NOW)
  desk.inbox = [rowAt(0), rowAt(1)]
  const inbox = createInboxStore(desk.bridge)
  await inbox.more()
  inbox.markedAll()
  expect(inbox.getState().rows.map(({ is_read }) => is_read)).toEqual([true, true])
})
