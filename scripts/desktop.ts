import { spawn } from 'node:child_process'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endWithNpm } from './end-with-npm.ts'
import { DESKTOP, ensureBuilt } from './fresh-build.ts'
import { ROOT, runCommand } from './run-command.ts'

const ELECTRON = join(ROOT, 'node_modules/electron')
const STAND_IN = join(ROOT, 'test/desktop/stand-in/electron')
const FLAG = '--stand-in'
const HELP = `npm run desktop [-- FLAGS]: the desktop app on Electron, which is fetched at its first start.

  --hidden                 Starts without a window; its icon in the panel opens it.
  --user-data-dir=FOLDER   Keeps its settings, its board and its inbox there.
  ${FLAG}               On Chromium in Electron's place, for developing only.

It asks for its server at its first start; "npm start" starts one on this machine.`

/** Where the installed Electron is; undefined when its binary is not there. */
async function findElectron(): Promise<string | undefined> {
  try {
    const program = join(ELECTRON, 'dist', await readFile(join(ELECTRON, 'path.txt'), 'utf8'))
    await access(program)
    return program
  } catch {
    return undefined
  }
}

async function getElectron(): Promise<string | undefined> {
  const found = await findElectron()
  if (found !== undefined) return found
  console.log('Fetching Electron…')
  // What the installer prints is a stack trace; the sentence below says as much.
  await runCommand('install-electron', [], { quiet: 'always' })
  return findElectron()
}

/** Runs the app to its end and answers its exit code. Ctrl-C reaches it through the terminal, or through us. */
function runApp(program: string, args: readonly string[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(program, [ROOT, ...args], { cwd: ROOT, stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`The desktop app cannot be started: ${error.message}`)
    resolve(127)
  })
  child.on('close', (code) => resolve(code ?? 1))
  return promise
}

const args = process.argv.slice(2)
if (args.includes('--help')) {
  console.log(HELP)
  process.exit(0)
}
const isStandIn = args.includes(FLAG)
const program = isStandIn ? STAND_IN : await getElectron()
if (program === undefined) {
  console.error(
    `Electron's binary is not here and could not be fetched (node_modules/.bin/install-electron shows why), so the desktop app cannot run; "npm run desktop -- ${FLAG}" runs it on Chromium instead, for developing only.`,
  )
  process.exit(1)
}
if (isStandIn) {
  console.log('For developing only: this is not Electron. It needs Chromium and a display.')
}
if (!(await ensureBuilt(DESKTOP, 'the desktop app'))) process.exit(1)
endWithNpm('desktop')
process.exit(
  await runApp(
    program,
    args.filter((arg) => arg !== FLAG),
  ),
)
