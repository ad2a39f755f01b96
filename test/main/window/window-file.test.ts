import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWindowFile } from '../../../src/main/window/window-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

const PLACE = { bounds: { x: -5, y: 10, width: 900, height: 700 }, is_maximized: true }

test('the place is there after a restart', async () => {
  const file = join(await tempDir(), 'window.json')
  const reported: unknown[] = []
  const open = () => openWindowFile({ file, report: (error) => reported.push(error) })
  const first = await open()
  expect(first.place).toBe(null)
  first.keep({ ...PLACE, is_maximized: false })
  first.keep(PLACE)
  await first.settled()
  expect((await open()).place).toEqual(PLACE)
  expect(reported).toEqual([])
})

test('what cannot be read or kept is reported', async () => {
  const folder = await tempDir()
  const file = join(folder, 'window.json')
  await writeFile(file, '{"bounds":{}}')
  const reported: unknown[] = []
  const report = (error: unknown): unknown => reported.push(error)
  expect((await openWindowFile({ file, report })).place).toBe(null)
  const lost = await openWindowFile({ file: join(file, 'window.json'), report })
  await writeFile(file, '')
  lost.keep(PLACE)
  await lost.settled()
  expect(reported.map(String)).toEqual([
    expect.stringContaining('could not be read'),
    expect.stringContaining('is not kept'),
  ])
})
