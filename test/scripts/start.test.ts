import { cp, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Program, startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
/** In the place of a package: says how it was started. */
const STAND_IN = "console.log('as it was built, with ' + process.argv.slice(2).join(' '))"

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** A checkout after `npm ci --omit=dev`, with a package that was made elsewhere. */
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
  await mkdir(join(folder, 'out/server'), { recursive: true })
  await writeFile(join(folder, 'out/server/package.json'), '{"type": "module"}')
  await writeFile(join(folder, 'out/server/watchfloor-server.js'), STAND_IN)
  return folder
}

function start(folder: string, ...args: readonly string[]): Program {
  const all = ['scripts/start.ts', '--listen', '127.0.0.1:0', '--data-dir', join(folder, 'data'), ...args]
  const program = startProgram(process.execPath, all, { cwd: folder })
  onTestFinished(() => program.stop('SIGKILL'))
  return program
}

test('a package is started without the toolchain that made it, with what was asked for', async () => {
  const program = start(await servingCheckout())
  expect(await program.exited).toBe(0)
  expect(program.output()).toMatch(
    /^as it was built, with serve --listen 127\.0\.0\.1:0 --data-dir [^\n]*\n$/,
  )
})

test('without the toolchain an older package is started as it is, and that is said', async () => {
  const folder = await servingCheckout()
  const later = new Date(Date.now() + 60_000)
  await utimes(join(folder, 'contract/src/event.ts'), later, later)
  const program = start(folder)
  expect(await program.exited).toBe(0)
  expect(program.output()).toMatch(
    /^The server with its board in out\/ is older than its sources and is used as it is: [^\n]*\nas it was built/,
  )
})

test('without the toolchain and without a package, the start says what to do', async () => {
  const folder = await servingCheckout()
  await rm(join(folder, 'out'), { recursive: true })
  const program = start(folder)
  expect(await program.exited).toBe(1)
  expect(program.output()).toMatch(
    /^The server with its board has not been built, and [^\n]*"npm ci"[^\n]*out\/[^\n]*\n/,
  )
  expect(program.output()).toMatch(/"npm run server" starts the server without a board\.\n$/)
})

test('help needs no package', async () => {
  const folder = await servingCheckout()
  await rm(join(folder, 'out'), { recursive: true })
  const program = start(folder, '--help')
  expect(await program.exited).toBe(0)
  expect(program.output()).toMatch(/^watchfloor-server: /)
})
