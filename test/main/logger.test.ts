import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogger } from '../../src/main/logger.ts'
import { tempDir } from '../support/temp-dir.ts'

const AT = Date.UTC(2026, 0, 5, 3, 10)

async function bench(limit?: number) {
  const folder = await tempDir()
  const printed: string[] = []
  const file = join(folder, 'logs/main.log')
  const open = () =>
    openLogger({
      file,
      print: (line) => printed.push(line),
      now: () => AT,
      ...(limit !== undefined && { limit }),
    })
  return { folder, file, printed, open, log: open() }
}

test('each line has its time and kind, is printed and stands in the file', async () => {
  const { file, printed, log } = await bench()
  log.note('started')
  log.report(new Error('no network'))
  log.report('odd')
  await log.settled()
  const lines = (await readFile(file, 'utf8')).split('\n')
  expect(lines[0]).toBe('2026-01-05T03:10:00.000Z note started')
  expect(lines[1]).toBe('2026-01-05T03:10:00.000Z error Error: no network')
  expect(lines[2]).toMatch(/^ {6}at /)
  expect(lines.at(-2)).toBe('2026-01-05T03:10:00.000Z error odd')
  expect(printed.join('')).toBe(lines.join('\n'))
})

test('a full file is put aside, and one old file is kept, also over restarts', async () => {
  const { folder, file, open } = await bench(100)
  for (const text of ['a', 'b', 'c']) {
    const log = open()
    log.note(text.repeat(60))
    await log.settled()
  }
  expect((await readdir(join(folder, 'logs'))).sort()).toEqual(['main.log', 'main.log.old'])
  expect(await readFile(file, 'utf8')).toContain('ccc')
  expect(await readFile(`${file}.old`, 'utf8')).toContain('bbb')
})

test('a file that cannot be written costs nothing but the file', async () => {
  const { folder, printed, log } = await bench()
  await writeFile(join(folder, 'logs'), 'in the way')
  log.note('one')
  await log.settled()
  log.note('two')
  await log.settled()
  expect(printed.filter((line) => line.startsWith('The log cannot be written'))).toHaveLength(2)
  expect(printed.filter((line) => / note /.test(line))).toHaveLength(2)
})
