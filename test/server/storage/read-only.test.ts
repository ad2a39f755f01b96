import { execFileSync } from 'node:child_process'
import { chmod, chown } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { tempDir } from '../../support/temp-dir.ts'

const NOBODY = 65_534
const OPEN = `
  const { openWriter } = await import(process.argv[1])
  if (process.getuid() === 0) process.seteuid(${NOBODY})
  try { openWriter(process.argv[2]) } catch (error) { console.log(error.message) }`

test('a database that may only be read is not opened, rather than failing at the first commit', async () => {
  const file = join(await tempDir(), 'watchfloor.db')
  openWriter(file).close(null)
  await chmod(file, 0o400)
  if (process.getuid?.() === 0) for (const path of [dirname(file), file]) await chown(path, NOBODY, NOBODY)
  const writer = new URL('../../../server/src/storage/sqlite/writer.ts', import.meta.url)
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', OPEN, writer.href, file], {
    encoding: 'utf8',
  })
  expect(said).toBe('attempt to write a readonly database\n')
})
