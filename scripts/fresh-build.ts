import { access, glob, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, runCommand } from './run-command.ts'

/** What a build makes, and what it is made of; paths and patterns from the repository's root. */
export interface Build {
  readonly made: readonly string[]
  readonly sources: readonly string[]
  readonly command: readonly [string, ...string[]]
}

const VITE: Build['command'] = ['electron-vite', 'build']

const BUILD_SOURCES = ['electron.vite.config.ts', 'package-lock.json']

export const BOARD: Build = {
  made: ['out/renderer/index.html'],
  sources: ['{src/renderer,src/shared,client/src,contract/src}/**/*', ...BUILD_SOURCES],
  command: VITE,
}

/** The server with its board, as others get it. */
export const SERVER_PACKAGE: Build = {
  made: ['out/server/package.json'],
  sources: [
    ...BOARD.sources,
    '{server/src,scripts/packaging}/**/*',
    'server/package.json',
    'scripts/package-server.ts',
  ],
  command: ['node', 'scripts/package-server.ts'],
}

export const DESKTOP: Build = {
  made: ['out/renderer/index.html', 'out/main/index.js', 'out/preload/index.cjs'],
  sources: ['{src,client/src,contract/src}/**/*', ...BUILD_SOURCES],
  command: VITE,
}

export type Freshness = 'fresh' | 'stale' | 'missing'

/** Is something of it missing, or older than what it is made of? */
export async function freshnessOf({ made, sources }: Build, root = ROOT): Promise<Freshness> {
  let oldest = Number.POSITIVE_INFINITY
  for (const file of made) {
    const built = await stat(join(root, file)).catch(() => undefined)
    if (built === undefined) return 'missing'
    oldest = Math.min(oldest, built.mtimeMs)
  }
  for await (const file of glob(sources, { cwd: root })) {
    if ((await stat(join(root, file))).mtimeMs > oldest) return 'stale'
  }
  return 'fresh'
}

/**
 * Builds what is not fresh. Where the toolchain is not installed, an older build is used as it is. False when there is
 * none, which has then been said; `what` is its name in a sentence. Says it all on stderr: stdout is the program's own.
 */
export async function ensureBuilt(build: Build, what: string): Promise<boolean> {
  const freshness = await freshnessOf(build)
  if (freshness === 'fresh') return true
  if (!(await hasBuilder())) {
    console.error(withoutBuilder(what, freshness))
    return freshness === 'stale'
  }
  console.error(`Building ${what}…`)
  const [command, ...args] = build.command
  // A test that asks for it does not get another build than everybody.
  const code = await runCommand(command, args, { quiet: true, variables: { NODE_ENV: 'production' } })
  if (code !== 0) console.error(`${capital(what)} could not be built; the messages above say why.`)
  return code === 0
}

function hasBuilder(): Promise<boolean> {
  return access(join(ROOT, 'node_modules/.bin/electron-vite')).then(
    () => true,
    () => false,
  )
}

function withoutBuilder(what: string, freshness: Freshness): string {
  const tool = 'electron-vite, which it is built with, is not installed'
  return freshness === 'stale'
    ? `${capital(what)} in out/ is older than its sources and is used as it is: ${tool}.`
    : `${capital(what)} has not been built, and ${tool}. Run "npm ci" without --omit=dev, or bring the folder out/ from where "npm run build" ran.`
}

function capital(what: string): string {
  return what.charAt(0).toUpperCase() + what.slice(1)
}
