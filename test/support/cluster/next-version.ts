import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { onTestFinished } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const SCHEMA_FILE = 'storage/postgres/schema.ts'

/** Something that only adds, as a migration has to that runs beside servers of the version before. */
const ADDS =
  '  `ALTER TABLE alerts ADD COLUMN of_the_next_version text; CREATE TABLE of_the_next_version (n bigint);`,\n'

/**
 * A server that is this one with one migration more, as the next version will be: its program, from the root of the
 * repository. The sources are copied, because a program finds its own beside it.
 */
export async function makeNextVersion(): Promise<string> {
  await mkdir(join(ROOT, 'out'), { recursive: true })
  const folder = await mkdtemp(join(ROOT, 'out/next-version-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(ROOT, 'server'), folder, {
    recursive: true,
    filter: (path) => !path.includes('node_modules') && !path.endsWith('.tsbuildinfo'),
  })
  const file = join(folder, 'src', SCHEMA_FILE)
  const schema = await readFile(file, 'utf8')
  const next = schema.replace(/^\]$/m, `${ADDS}]`)
  if (next === schema) throw new Error(`${SCHEMA_FILE} is not as expected`)
  await writeFile(file, next)
  return relative(ROOT, join(folder, 'src/index.ts'))
}
