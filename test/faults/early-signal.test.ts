import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { startProgram } from '../support/programs/program.ts'
import { SERVER_PROGRAM } from '../support/programs/server-program.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')

test('told to end while it starts, the server ends, as the first process of a container does only by itself', async () => {
  const folder = await tempDir()
  // Somebody has the database, so that the start waits for it.
  const other = new DatabaseSync(join(folder, 'watchfloor.db'))
  onTestFinished(() => other.close())
  other.exec('CREATE TABLE mine (a); BEGIN EXCLUSIVE')
  const args = [SERVER_PROGRAM, 'serve', '--listen', '127.0.0.1:0', '--data-dir', folder]
  const program = startProgram(process.execPath, args, { cwd: root })
  onTestFinished(() => program.stop('SIGKILL'))
  await until('the start to come to its data', () =>
    access(join(folder, 'watchfloor.lock')).then(
      () => true,
      () => undefined,
    ),
  )
  program.child.kill('SIGTERM')
  // Not ended by the system: that would be null.
  expect(await program.exited).toBe(0)
  expect(program.output()).toContain('ended before it had started')
})
