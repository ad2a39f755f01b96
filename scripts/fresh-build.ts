import { glob, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, runCommand } from './run-command.ts'

/** What a build makes, and what it is made of; paths and patterns from the repository's root. */
export interface Build {
  readonly made: readonly string[]
  readonly sources: readonly string[]
}

const BUILD_SOURCES = ['electron.vite.config.ts', 'package-lock.json']

export const BOARD: Build = {
  made: ['out/renderer/index.html'],
  sources: ['{src/renderer,src/shared,client/src,contract/src}/**/*', ...BUILD_SOURCES],
}

export const DESKTOP: Build = {
  made: ['out/renderer/index.html', 'out/main/index.js', 'out/preload/index.cjs'],
  sources: ['{src,client/src,contract/src}/**/*', ...BUILD_SOURCES],
}

/** Is something of it missing, or older than what it is made of? */
export async function isStale({ made, sources }: Build, root = ROOT): Promise<boolean> {
  let oldest = Number.POSITIVE_INFINITY
  for (const file of made) {
    const built = await stat(join(root, file)).catch(() => undefined)
    if (built === undefined) return true
    oldest = Math.min(oldest, built.mtimeMs)
  }
  for await (const file of glob(sources, { cwd: root })) {
    if ((await stat(join(root, file))).mtimeMs > oldest) return true
  }
  return false
}

/** Builds when it is stale. False when that failed, which has then been said; `what` is its name in a sentence. */
export async function ensureBuilt(build: Build, what: string): Promise<boolean> {
  if (!(await isStale(build))) return true
  console.log(`Building ${what}…`)
  const code = await runCommand('electron-vite', ['build'], { quiet: true })
  if (code !== 0) console.error(`${what} could not be built; the messages above say why.`)
  return code === 0
}
