import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSources } from './source-files.ts'

const root = join(import.meta.dirname, '../..')
const FOLDERS = ['contract', 'client', 'server', 'src', 'test', 'scripts', 'bench']
const LIMIT = 300

/** Longer files, each with the reason why it is one idea. */
const LONG: Readonly<Record<string, string>> = {}

/** Words that say nothing about what a file or folder holds. */
const VAGUE = /^(misc|common|types)$|(^|-)(utils?|helpers?|managers?)$/

test(`no source is over ${LIMIT} lines without a reason`, async () => {
  const sources = await readSources(root, FOLDERS)
  const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > LIMIT)
  expect(long.map(({ path }) => path)).toEqual(Object.keys(LONG))
})

test('no source, and no folder of sources, is named for nothing in particular', async () => {
  const vague = (await readSources(root, FOLDERS)).filter(({ path }) =>
    path.split('/').some((part) => VAGUE.test(part.replace(/(\.d|\.test|\.spec)?\.tsx?$/, ''))),
  )
  expect(vague.map(({ path }) => path)).toEqual([])
})

test('no handler sends by itself what its operation should declare: it returns it', async () => {
  const handlers = await readSources(root, [
    'server/src/http/alertmanager',
    'server/src/http/api',
    'server/src/http/webhooks',
  ])
  expect(handlers.length).toBeGreaterThan(20)
  expect(handlers.filter(({ text }) => text.includes('.send(')).map(({ path }) => path)).toEqual([])
})

test('sources are named in kebab-case', async () => {
  const others = (await readSources(root, FOLDERS)).filter(
    ({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.[a-z0-9]+)*\.tsx?$/.test(path),
  )
  expect(others.map(({ path }) => path)).toEqual([])
})

test('every dependency is pinned to one exact version', async () => {
  const loose: string[] = []
  for (const folder of ['.', 'contract', 'client', 'server']) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Readonly<
      Record<string, Readonly<Record<string, string>> | undefined>
    >
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
        if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) loose.push(`${folder}: ${name} ${version}`)
      }
    }
  }
  expect(loose).toEqual([])
})
