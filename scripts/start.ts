import { spawn } from 'node:child_process'
import { glob, stat } from 'node:fs/promises'
import { requireNode } from './require-node.ts'
import { runCommand } from './run-command.ts'

const PAGE = 'out/renderer/index.html'
const SOURCES = '{src/renderer,src/shared,client/src,contract/src}/**/*.{ts,tsx,css,html}'

/** Is the built board missing, or older than what it is made of? */
async function isStale(): Promise<boolean> {
  const built = await stat(PAGE).catch(() => undefined)
  if (built === undefined) return true
  for await (const file of glob(SOURCES)) {
    if ((await stat(file)).mtimeMs > built.mtimeMs) return true
  }
  return false
}

requireNode()
if (await isStale()) {
  console.log('Building the board…')
  const { code } = await runCommand('electron-vite', ['build', '--logLevel', 'warn'])
  if (code !== 0) {
    console.error('The board could not be built; the messages above say why.')
    process.exit(1)
  }
}
const server = spawn(process.execPath, ['server/src/index.ts', 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// A terminal sends Ctrl-C to both; one that signals only this process must reach the server too.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 1))
