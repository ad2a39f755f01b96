import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { AUDIT_CODES, type Verdict, verdictOfAdvisories, verdictOfSignatures } from './packaging/audit.ts'
import { ROOT } from './run-command.ts'

// npm run audit:dependencies: is anything known against what the lock file names, and is all of it signed by the
// registry? Everything is asked for, not only `dependencies`: the board is made of what is called development's.
// 0 nothing is known; 1 something is; 3 it could not be asked, which is no good news either.
// -- --only advisories|signatures asks one of the two.

async function npm(...words: readonly string[]): Promise<readonly [code: number, out: string, err: string]> {
  const child = spawn('npm', words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return [await ended, out, err]
}

const [flag, only] = process.argv.slice(2)
const ASKED: Readonly<Record<string, () => Promise<Verdict>>> = {
  advisories: async () => verdictOfAdvisories(...(await npm('audit', '--package-lock-only', '--json'))),
  signatures: async () => verdictOfSignatures(...(await npm('audit', 'signatures', '--json'))),
}
const wanted = flag === '--only' ? [only ?? ''] : Object.keys(ASKED)
let worst = 0
for (const name of wanted) {
  const ask = ASKED[name]
  if (ask === undefined) {
    console.error(`--only is one of ${Object.keys(ASKED).join(', ')}.`)
    process.exit(2)
  }
  const { kind, lines } = await ask()
  for (const line of lines) (kind === 'good' ? console.log : console.error)(line)
  // What is known counts more than what could not be asked.
  if (worst !== AUDIT_CODES.bad) worst = kind === 'good' ? worst : AUDIT_CODES[kind]
}
process.exitCode = worst
