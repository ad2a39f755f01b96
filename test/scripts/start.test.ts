import { cp, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Program, startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')
const PAGE = '<!doctype html><title>As it was built</title>'

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** A checkout after `npm ci --omit=dev`, with a board that was built elsewhere. */
async function servingCheckout(): Promise<string> {
  const folder = await tempDir()
  const sources = ['package.json', 'scripts', 'server', 'contract']
  for (const path of sources) {
    await cp(join(root, path), join(folder, path), { recursive: true, preserveTimestamps: true })
  }
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as LockFile
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    if (dev || path.lastIndexOf('node_modules/') !== 0) continue
    await mkdir(join(folder, dirname(path)), { recursive: true })
    const own = /^node_modules\/@watchfloor\/(.+)/.exec(path)?.[1]
    await symlink(own === undefined ? join(root, path) : join(folder, own), join(folder, path))
  }
  await mkdir(join(folder, 'out/renderer'), { recursive: true })
  await writeFile(join(folder, 'out/renderer/index.html'), PAGE)
  return folder
}

function start(folder: string, ...args: readonly string[]): Program {
  const all = ['scripts/start.ts', '--listen', '127.0.0.1:0', '--data-dir', join(folder, 'data'), ...args]
  const program = startProgram(process.execPath, all, { cwd: folder })
  onTestFinished(() => program.stop('SIGKILL'))
  return program
}

async function boardOf(program: Program): Promise<string> {
  const url = await until('the server to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`the server ended:\n${program.output()}`)
    return /"address":"(http:\/\/[^"]+)"/.exec(program.output())?.[1]
  })
  return (await fetch(url)).text()
}

test('a built board is served without the toolchain that built it', async () => {
  const program = start(await servingCheckout())
  expect(await boardOf(program)).toBe(PAGE)
  const lines = program.output().trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).msg)).toContain('listening')
})

test('without the toolchain an older board is served as it is, and that is said', async () => {
  const folder = await servingCheckout()
  const later = new Date(Date.now() + 60_000)
  await utimes(join(folder, 'contract/src/event.ts'), later, later)
  const program = start(folder)
  expect(await boardOf(program)).toBe(PAGE)
  expect(program.output()).toMatch(/^The board in out\/ is older than its sources and is used as it is: /)
})

test('without the toolchain and without a board, the start says what to do', async () => {
  const folder = await servingCheckout()
  await rm(join(folder, 'out'), { recursive: true })
  const program = start(folder)
  expect(await program.exited).toBe(1)
  expect(program.output()).toMatch(/^The board has not been built, and [^\n]*"npm ci"[^\n]*out\/[^\n]*\n/)
  expect(program.output()).toMatch(/"npm run server" starts the server without it\.\n$/)
})

test('help needs no board', async () => {
  const folder = await servingCheckout()
  await rm(join(folder, 'out'), { recursive: true })
  const program = start(folder, '--help')
  expect(await program.exited).toBe(0)
  expect(program.output()).toMatch(/^watchfloor-server: /)
})
