import { expect, test } from 'vitest'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'

async function fire(t: TestCore): Promise<string> {
  await t.report('X', { ends: 20 * HOUR })
  return t.core.board().alerts[0]?.fingerprint ?? ''
}
const end = (t: TestCore) => t.report('X', { ends: 0 })
const by = (name: string, fingerprint: string) => ({ fingerprint, life: undefined, name })
const note = (t: TestCore, fingerprint: string, text: string, name = 'Ana') =>
  t.core.noteAlert({ ...by(name, fingerprint), id: `id of ${text}`, text })
const texts = (t: TestCore, fingerprint: string) =>
  t.core.alert(fingerprint)?.alert.notes?.map(({ name, text }) => `${name}: ${text}`)

test('S36: a note has its author and time, in the alert, its event, its history and after a restart', async () => {
  const disk = new MemoryDisk()
  let t = await startCore(disk)
  const fingerprint = await fire(t)
  const at = new Date(t.clock.now()).toISOString()
  await note(t, fingerprint, 'disk swapped')
  const whole = [{ id: 'id of disk swapped', name: 'Ana', at, text: 'disk swapped' }]
  expect(t.events.at(-1)).toMatchObject({ type: 'alert_noted', data: { by: 'Ana', notes: whole } })
  await t.core.close()
  t = await startCore(disk, { clock: t.clock })
  expect(t.core.alert(fingerprint)?.alert.notes).toEqual(whole)
  expect(t.core.board().alerts[0]?.notes).toEqual(whole)
  expect(await t.core.alertEvents(fingerprint, 10)).toContainEqual(
    expect.objectContaining({ type: 'alert_noted', data: expect.objectContaining({ notes: whole }) }),
  )
  await t.core.close()
})

test('S36: notes are of a life: they last while it is on the board, go on with one that fires again soon, and end then', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await fire(t)
  await note(t, fingerprint, 'first')
  await end(t)
  const over = t.core.alert(fingerprint)?.alert.resolved_at
  await t.pass(9 * MINUTE)
  await note(t, fingerprint, 'it was the disk')
  expect(t.core.alert(fingerprint)?.alert).toMatchObject({ status: 'resolved', resolved_at: over })
  await fire(t)
  expect(texts(t, fingerprint)).toEqual(['Ana: first', 'Ana: it was the disk'])
  await end(t)
  await t.pass(16 * MINUTE)
  expect(await note(t, fingerprint, 'too late')).toMatchObject({ ok: false, reason: 'conflict' })
  await fire(t)
  expect(texts(t, fingerprint)).toBeUndefined()
  await t.core.close()
})

test('S36: an alert carries its ten newest notes', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await fire(t)
  for (let n = 1; n <= 12; n++) await note(t, fingerprint, String(n))
  expect(texts(t, fingerprint)).toEqual(Array.from({ length: 10 }, (_, n) => `Ana: ${n + 3}`))
  await t.core.close()
})

test('S36: whoever wrote a note takes it back, and nobody else', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await fire(t)
  await note(t, fingerprint, 'wrong alert')
  const id = 'id of wrong alert'
  const back = (name: string, which = id) => t.core.takeBackNote({ ...by(name, fingerprint), id: which })
  expect(await back('Tom')).toMatchObject({ ok: false, reason: 'conflict' })
  expect(await back('Ana', 'none')).toMatchObject({ ok: false, reason: 'not_found' })
  expect(await back('Ana')).toMatchObject({ ok: true })
  expect(texts(t, fingerprint)).toBeUndefined()
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_noted',
    data: { by: 'Ana', reason: 'Ana took a note back' },
  })
  await t.core.close()
})
