import { glob, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, runCommand } from './run-command.ts'

const PAGE = join(ROOT, 'out/renderer/index.html')

/** What the page is built from. */
const SOURCES = [
  '{src/renderer,src/shared,client/src,contract/src}/**/*',
  'electron.vite.config.ts',
  'package-lock.json',
]

/** Is the built page missing, or older than what it is made of? */
async function isStale(): Promise<boolean> {
  const built = await stat(PAGE).catch(() => undefined)
  if (built === undefined) return true
  for await (const file of glob(SOURCES, { cwd: ROOT })) {
    if ((await stat(join(ROOT, file))).mtimeMs > built.mtimeMs) return true
  }
  return false
}

/**
 * npm runs this below a shell that keeps SIGTERM to itself and leaves its child behind, holding the port. So when
 * that shell is gone and nobody told us anything, the server ends as if it had been told.
 */
function endWithNpm(): void {
  if (process.env.npm_lifecycle_event !== 'start') return
  const shell = process.ppid
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      told = true
    })
  }
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    if (!told) process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

if (await isStale()) {
  console.log('Building the board…')
  const code = await runCommand('electron-vite', ['build'], { quiet: true })
  if (code !== 0) {
    console.error('The board could not be built; the messages above say why.')
    process.exit(1)
  }
}
const { main } = await import('../server/src/cli/main.ts')
endWithNpm()
process.exit(await main(['serve', ...process.argv.slice(2)], process.env))
