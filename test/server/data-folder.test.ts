import { execFileSync } from 'node:child_process'
import { chmod, chown, link as hardLink, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type DataFolder, takeDataFolder, tellOf } from '../../server/src/data-folder.ts'
import { SILENT } from '../../server/src/ground/logger.ts'
import { tempDir } from '../support/temp-dir.ts'

const DATABASE = 'watchfloor.db'

function take(folder: string): DataFolder {
  const taken = takeDataFolder(folder)
  onTestFinished(taken.release)
  return taken
}

/** Folders by these names, and a way to let a database of one be another's. */
async function folders(...names: readonly string[]) {
  const root = await tempDir()
  for (const name of names) await mkdir(join(root, name))
  return {
    at: (name: string) => join(root, name),
    link: (from: string, to: string, database = DATABASE) =>
      symlink(join('..', to, database), join(root, from, DATABASE)),
  }
}

test.each([
  ['that has one', true],
  ['whose first start is still to come', false],
])(
  'a link to the database of a folder %s is another way to it, and its server has it alone',
  async (_, isThere) => {
    const { at, link } = await folders('own', 'other')
    await link('other', 'own')
    if (isThere) await writeFile(join(at('own'), DATABASE), '')
    const own = take(at('own'))
    expect(() => takeDataFolder(at('other'))).toThrow('Another server is using')
    own.release()
    const other = take(at('other'))
    expect(() => takeDataFolder(at('own'))).toThrow('Another server is using')
    other.release()
    take(at('own'))
  },
)

test('two folders that link to one database, whatever its name, and through another link', async () => {
  const { at, link } = await folders('one', 'two', 'three', 'disk')
  await link('one', 'disk', 'alerts.db')
  await link('two', 'one')
  take(at('two'))
  expect(() => takeDataFolder(at('one'))).toThrow('Another server is using')
  await link('three', 'disk', 'others.db')
  take(at('three'))
})

const NOBODY = 65_534
/** Takes a folder twice, as somebody whom the system asks what they may. */
const TAKE_TWICE = `
  const { takeDataFolder } = await import(process.argv[1])
  if (process.getuid() === 0) process.setuid(${NOBODY})
  try { for (let n = 0; n < 2; n++) takeDataFolder(process.argv[2]) } catch (error) { console.log(error.message) }`

test('a lock that this user may only read keeps the server from starting, since it keeps no other out', async () => {
  const folder = await tempDir()
  const name = join(folder, 'watchfloor.lock')
  await writeFile(name, '')
  await chmod(name, 0o444)
  if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY)
  const source = new URL('../../server/src/data-folder.ts', import.meta.url)
  const said = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', TAKE_TWICE, source.href, folder],
    {
      encoding: 'utf8',
    },
  )
  expect(said).toMatch(/^The data folder .* cannot be written \(EACCES: .*watchfloor\.lock'\)/)
})

test('links that lead in a circle are named', async () => {
  const { at, link } = await folders('one', 'two')
  await link('one', 'two')
  await link('two', 'one')
  expect(() => takeDataFolder(at('one'))).toThrow(
    `links lead in a circle: ${join(at('one'), DATABASE)}, ${join(at('two'), DATABASE)}`,
  )
})

test('a folder that a link leads to is one folder', async () => {
  const { at } = await folders('own')
  await symlink('own', at('link'))
  take(at('link'))
  expect(() => takeDataFolder(at('own'))).toThrow('Another server is using')
})

test('a database that has another name is told of', async () => {
  const { at } = await folders('own', 'other')
  await writeFile(join(at('own'), DATABASE), '')
  const told = (): readonly string[] => {
    const lines: string[] = []
    const own = take(at('own'))
    tellOf(own, 'sqlite', { ...SILENT, warn: (_, text) => void lines.push(text) })
    own.release()
    return lines
  }
  expect(told()).toEqual([])
  await hardLink(join(at('own'), DATABASE), join(at('other'), DATABASE))
  expect(told()).toEqual([expect.stringContaining('has another name')])
})
