import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readImports, violation } from './imports.ts'

const root = join(import.meta.dirname, '../..')
const FOLDERS = ['contract/src', 'client/src', 'server/src', 'src']
const fixtures = join(import.meta.dirname, 'fixtures')

test('no import goes where no arrow of the architecture does', async () => {
  const imports = await readImports(root, FOLDERS)
  expect(imports.length).toBeGreaterThan(100)
  const wrong = imports.flatMap((one) => {
    const reason = violation(one)
    return reason === undefined ? [] : [`${one.file} → ${one.target}: ${reason}`]
  })
  expect(wrong).toEqual([])
})

/** Each fixture is a small repository that breaks one rule, named for it. */
const RULES: Readonly<Record<string, string>> = {
  'contract-imports-only-its-libraries': 'contract may not import fastify',
  'contract-imports-no-part': 'contract may not import client',
  'client-imports-only-contract': 'client may not import server',
  'client-imports-no-node': 'client may not import node:fs',
  'server-imports-no-desktop': 'server may not import src/shared',
  'desktop-imports-no-server': 'src/main may not import server',
  'shared-imports-only-contract': 'src/shared may not import client',
  'preload-imports-only-shared': 'src/preload may not import contract',
  'renderer-imports-no-main': 'src/renderer may not import src/main',
  'electron-only-at-the-edge': 'src/main/realtime/start.ts may not import electron',
  'features-meet-in-state': 'feature board may not import feature detail',
}

test.each(Object.entries(RULES))('a repository that breaks %s is caught', async (name, expected) => {
  const imports = await readImports(join(fixtures, name), FOLDERS)
  expect(imports.map(violation)).toEqual([expected])
})

test('every fixture has its rule', async () => {
  expect((await readdir(fixtures)).sort()).toEqual(Object.keys(RULES).sort())
})
