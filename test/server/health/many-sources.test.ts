import { expect, test } from 'vitest'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const DAY = 24 * HOUR
const rules = { sources: { perSender: 3, total: 5 } }

function rowsOf(t: TestCore) {
  return t.core.board().health.filter(({ kind }) => kind === 'source')
}

const host = (n: number): string => `http://p${n}:9090/graph`

test('sources of one sender beyond the limit share a row, which names them', async () => {
  const t = await startCore(await tempDir(), { rules })
  for (let n = 0; n < 6; n++) await t.report(`X${n}`, { sender: 'a', generator: host(n) })
  await t.pass(3_000)
  expect(rowsOf(t).map(({ component }) => component)).toEqual([
    'Script p0:9090',
    'Script p1:9090',
    'Script p2:9090',
    'Script a and others',
  ])
  expect(rowsOf(t)[3]).toMatchObject({ status: 'degraded' })
  expect(rowsOf(t)[3]?.message).toContain('3 further sources')
  expect(rowsOf(t)[3]?.message).toContain('Script p3:9090, Script p4:9090, Script p5:9090')
  await t.core.close()
})

test('many senders share one row, those of refused messages, too; a name is not told twice', async () => {
  const t = await startCore(await tempDir(), { rules })
  for (let round = 0; round < 2; round++)
    for (let n = 0; n < 50; n++) await t.report('X', { sender: `s${n}`, generator: undefined })
  for (let n = 0; n < 50; n++)
    await t.core.refused({ entry: 'direct', product: 'Script', sender: `t${n}`, reason: 'not JSON' })
  await t.pass(3_000)
  expect(rowsOf(t).map(({ component }) => component)).toEqual([
    'Script s0',
    'Script s1',
    'Script s2',
    'Script s3',
    'Script s4',
    'Script and others',
  ])
  expect(rowsOf(t)[5]?.message).toMatch(/more than 20 further sources.*Script s5, Script s6, /)
  await t.core.close()
})

test('a source that was not heard for a week and holds nothing leaves every board, and makes room', async () => {
  const folder = await tempDir()
  const t = await startCore(folder, { rules })
  for (let n = 0; n < 3; n++) await t.report(`X${n}`, { sender: 'a', generator: host(n) })
  await t.report('Stays', { sender: 'a', generator: host(1), ends: 20 * DAY })
  await t.pass(MINUTE)
  t.clock.jump(7 * DAY)
  await t.pass(11 * MINUTE)
  // The alert that is still held keeps its source.
  expect(rowsOf(t).map(({ component }) => component)).toEqual(['Script p1:9090'])
  const gone = t.events.filter(({ type, data }) => type === 'health_changed' && 'gone' in data)
  expect(gone.map(({ data }) => data)).toMatchObject([
    { component: 'Script p0:9090', gone: true },
    { component: 'Script p2:9090', gone: true },
  ])
  await t.report('X9', { sender: 'a', generator: host(9) })
  await t.pass(3_000)
  expect(rowsOf(t).map(({ component }) => component)).toEqual(['Script p1:9090', 'Script p9:9090'])
  await t.core.close()

  const again = await startCore(folder, { rules, clock: t.clock })
  expect(rowsOf(again).map(({ component }) => component)).toEqual(['Script p1:9090', 'Script p9:9090'])
  await again.core.close()
})
