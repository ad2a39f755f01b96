import { access, glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FLOORS } from './floors.ts'

const root = join(import.meta.dirname, '../..')
const PARTS = 'bench|client|contract|deploy|docs|scripts|server|src|test'

async function exists(path: string): Promise<boolean> {
  return access(join(root, path)).then(
    () => true,
    () => false,
  )
}

/** Every page, the README among them, with its text. */
async function* pages(): AsyncGenerator<readonly [page: string, text: string]> {
  for await (const page of glob(['*.md', 'docs/**/*.md'], { cwd: root }))
    yield [page, await readFile(join(root, page), 'utf8')]
}

test('every path that a page names is there', async () => {
  const gone: string[] = []
  let named = 0
  for await (const [page, text] of pages()) {
    for (const [, path = ''] of text.matchAll(new RegExp(`\`((?:${PARTS})/[\\w./-]+)\``, 'g'))) {
      named++
      if (!(await exists(path))) gone.push(`${page}: ${path}`)
    }
  }
  expect(named).toBeGreaterThan(80)
  expect(gone).toEqual([])
})

test('every name that a page finds in a file (`path` · `name`) stands there', async () => {
  const missing: string[] = []
  let named = 0
  for await (const [page, text] of pages()) {
    for (const [, path = '', name = ''] of text.matchAll(/`([\w./-]+\.tsx?)` · `(#?\w+)`/g)) {
      named++
      const source = await readFile(join(root, path), 'utf8').catch(() => '')
      if (!new RegExp(`(?<!\\w)${name}\\b`).test(source)) missing.push(`${page}: ${name} in ${path}`)
    }
  }
  expect(named).toBeGreaterThan(50)
  expect(missing).toEqual([])
})

test('every script that a page has run with npm is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object }
  const unknown: string[] = []
  for await (const [page, text] of pages()) {
    for (const [, name = ''] of text.matchAll(/npm run ([\w:-]+)/g))
      if (!Object.hasOwn(scripts, name)) unknown.push(`${page}: npm run ${name}`)
  }
  expect(unknown).toEqual([])
})

test('the tables of floors are the floors that are kept', async () => {
  const text = await readFile(join(root, 'docs/architecture.md'), 'utf8')
  for (const [home, floors] of Object.entries(FLOORS)) {
    if (floors.length === 1) continue
    const [, rows = ''] = text.split(`| \`${home.slice(0, -1)}\` | what |\n| --- | --- |\n`)
    const table = rows.slice(0, rows.indexOf('\n\n')).split('\n')
    const rooms = table.map((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, room]) => room),
    )
    expect([home, rooms]).toEqual([home, floors])
  }
})
