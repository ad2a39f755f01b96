import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { referencePages } from './reference/pages.ts'

// npm run docs: writes docs/reference from the sources. A test says when that was forgotten.

const folder = join(import.meta.dirname, '../docs/reference')
await mkdir(folder, { recursive: true })
for (const [name, text] of await referencePages()) {
  await writeFile(join(folder, name), text)
  console.log(`docs/reference/${name}`)
}
