import { readdir } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ambientUses } from './ambient.ts'
import { violation } from './arrows.ts'
import { circles, climbs, DECISIONS, homeless } from './floors.ts'
import { importsOf } from './imports.ts'
import { readSources } from './source-files.ts'

const root = join(import.meta.dirname, '../..')
const fixtures = join(import.meta.dirname, 'fixtures')
const SOURCES = ['contract/src', 'client/src', 'server/src', 'src']
/** What both ends must compute alike, and what runs in Node, Electron and browsers. */
const PURE = ['contract/src', 'client/src']
const DECIDING = DECISIONS.map((folder) => `server/src/${folder}`)

async function wrongImports(folder: string): Promise<string[]> {
  const sources = await readSources(folder, SOURCES)
  const imports = sources.flatMap(importsOf)
  return [
    ...new Set([
      ...sources.flatMap(({ path }) => homeless(path) ?? []),
      ...imports.flatMap((one) => violation(one) ?? []),
      ...imports.flatMap((one) => climbs(one) ?? []),
      ...circles(imports),
    ]),
  ]
}

test('no import goes where no arrow of the architecture does, up a floor, or round in a circle', async () => {
  expect((await readSources(root, SOURCES)).flatMap(importsOf).length).toBeGreaterThan(100)
  expect(await wrongImports(root)).toEqual([])
})

test('the thread that writes starts with little: every start of a server waits for it', async () => {
  const sources = new Map((await readSources(root, ['server/src'])).map((source) => [source.path, source]))
  const first = 'server/src/storage/sqlite/writer-thread.ts'
  const loaded = new Set([first])
  const packages = new Set<string>()
  for (const path of loaded) {
    const source = sources.get(path)
    if (source === undefined) throw new Error(`there is no ${path}`)
    for (const { target, relative, isOfTypes } of importsOf(source)) {
      if (isOfTypes) continue
      if (relative) loaded.add(target)
      else if (!isBuiltin(target)) packages.add(target)
    }
  }
  expect(loaded.size).toBeGreaterThan(5)
  expect([...packages]).toEqual([])
})

test('contract and client touch nothing outside but what they are given', async () => {
  const uses = (await readSources(root, PURE)).map((source) => [source.path, ambientUses(source)])
  expect(uses.length).toBeGreaterThan(20)
  expect(uses.filter(([, used]) => used?.length !== 0)).toEqual([])
})

/** What of the world the deciding folders of a repository reach for. */
async function worldOfDecisions(folder: string): Promise<readonly string[]> {
  const sources = await readSources(folder, DECIDING)
  // A hash is worked out; nothing is read for it.
  const modules = sources
    .flatMap(importsOf)
    .map(({ target }) => target)
    .filter(isBuiltin)
  const others = modules.filter((name) => name !== 'node:crypto')
  const random = sources.filter(({ text }) => /\brandom(UUID|Bytes|Int|FillSync)?\(/.test(text))
  return [...others, ...sources.flatMap(ambientUses), ...random.map(({ path }) => `randomness in ${path}`)]
}

test('what the server decides, it decides without clock, disk, socket or chance', async () => {
  expect((await readSources(root, DECIDING)).length).toBeGreaterThan(50)
  expect(await worldOfDecisions(root)).toEqual([])
  expect(await worldOfDecisions(join(fixtures, 'decisions-know-no-world'))).toEqual([
    'node:fs',
    'Date.now',
    'randomness in server/src/alerts/judge.ts',
  ])
})

/** Each fixture is a small repository that breaks one rule, named for it. */
const RULES: Readonly<Record<string, string>> = {
  'contract-imports-only-its-libraries': 'contract may not import fastify',
  'contract-imports-no-part': 'contract may not import client',
  'client-imports-only-contract': 'client may not import server',
  'client-imports-no-node': 'client may not import node:fs',
  'server-imports-no-desktop': 'server may not import src/shared',
  'desktop-imports-no-server': 'src/main may not import server',
  'desktop-imports-no-test': 'src/main may not import test/support/until.ts',
  'shared-imports-no-client': 'src/shared may not import client',
  'preload-imports-only-shared': 'src/preload may not import contract',
  'renderer-imports-no-main': 'src/renderer may not import src/main',
  'renderer-imports-no-node': 'src/renderer may not import node:path',
  'electron-only-at-the-edge': 'src/main/realtime/start.ts may not import electron',
  'features-meet-in-state': 'feature board may not import feature detail',
  'packages-have-one-door': 'contract has one door: import @watchfloor/contract',
  'packages-have-no-side-door': 'contract has one door: import @watchfloor/contract',
  'no-computed-imports': 'server may not compute what it imports',
  'no-arrow-goes-up': 'server/src/alerts may not import core, which stands above it',
  'no-arrow-goes-up-inside-a-folder':
    'server/src/stream/wire may not import stream/transports, which stands above it',
  'no-folders-in-a-circle':
    'folders import each other in a loop: server/src/alerts → server/src/silences → server/src/alerts',
  'renderer-has-floors': 'src/renderer/ui may not import state, which stands above it',
  'main-has-floors': 'src/main/notifications may not import ipc, which stands above it',
  'every-folder-has-a-floor': 'server/src/extras has no floor',
  'every-source-has-a-part': 'src/extras/extra.ts belongs to no part of the architecture',
}

test.each(Object.entries(RULES))('a repository that breaks %s is caught', async (name, expected) => {
  expect(await wrongImports(join(fixtures, name))).toEqual([expected])
})

test('a client that reaches for the clock, randomness or timers is caught', async () => {
  const sources = await readSources(join(fixtures, 'the-world-comes-as-arguments'), PURE)
  expect(sources.flatMap(ambientUses).sort()).toEqual([
    'Date.now',
    'Math.random',
    'new Date()',
    'performance',
    'setTimeout',
  ])
})

test('every fixture has its rule', async () => {
  const expected = [...Object.keys(RULES), 'the-world-comes-as-arguments', 'decisions-know-no-world']
  expect((await readdir(fixtures)).sort()).toEqual(expected.sort())
})

test.each([
  ["import 'a'", 'a'],
  ["import x from 'a'", 'a'],
  ["import type { X } from 'a'", 'a'],
  ["export { x } from 'a'", 'a'],
  ["export type { X } from 'a'", 'a'],
  ["export * as x from 'a'", 'a'],
  ["const x = await import('a')", 'a'],
  ['const x = await import(`a`)', 'a'],
  ["type X = import('a').X", 'a'],
  ["type X = typeof import('a')", 'a'],
  ["import x = require('a')", 'a'],
  ["const x = require('a')", 'a'],
  ["import x from '../a.ts'", 'server/a.ts'],
])('%s is seen', (text, target) => {
  expect(importsOf({ path: 'server/src/x.ts', text }).map((one) => one.target)).toEqual([target])
})

test.each(["// import 'a'", '/* import "a" */', 'const x = "import \'a\'"', 'export const x = 1'])(
  '%s imports nothing',
  (text) => {
    expect(importsOf({ path: 'server/src/x.ts', text })).toEqual([])
  },
)
