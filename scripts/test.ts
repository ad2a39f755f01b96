import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installTestDependencies } from './install-test-dependencies.ts'
import { ROOT, runCommand } from './run-command.ts'
import {
  type Counts,
  countPlaywright,
  countsText,
  countVitest,
  judged,
  type PlaywrightReport,
  sum,
  type VitestReport,
} from './test-counts.ts'

interface Runner {
  readonly name: string
  /** `folder` is for its report. */
  readonly run: (folder: string) => Promise<Counts>
}

/** A command that is one test: it succeeds or it does not. */
function single(name: string, command: string, args: readonly string[]): Runner {
  const counts = (code: number): Counts => ({
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
  })
  return { name, run: async () => counts(await runCommand(command, args)) }
}

const vitest: Runner = {
  name: 'unit, server, board, fault and interop tests',
  run: async (folder) => {
    const file = join(folder, 'vitest.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await runCommand('vitest', ['run', '--allowOnly=false', ...reporters])
    const folders = countVitest(await readReport<VitestReport>(file), join(ROOT, 'test'))
    for (const [name, counts] of folders) console.log(`   test/${name}: ${countsText(counts)}`)
    return judged(sum(folders.values()), code)
  },
}

const playwright: Runner = {
  name: 'browser and desktop tests',
  run: async (folder) => {
    const file = join(folder, 'playwright.json')
    const code = await runCommand('playwright', ['test', '--forbid-only', '--reporter=list,json'], {
      variables: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    })
    return judged(countPlaywright(await readReport<PlaywrightReport>(file)), code)
  },
}

/** undefined when the runner wrote none; its messages on the console say why. */
async function readReport<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as T)
}

const RUNNERS: readonly Runner[] = [
  single('build', 'electron-vite', ['build', '--logLevel', 'warn']),
  single('type check', 'tsc', ['-b']),
  single('lint and format', 'biome', ['check', '.']),
  vitest,
  playwright,
]

if (await installTestDependencies()) {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-test-'))
  const results: { readonly name: string; readonly counts: Counts }[] = []
  for (const { name, run } of RUNNERS) {
    console.log(`\n── ${name}`)
    results.push({ name, counts: await run(folder) })
  }
  await rm(folder, { recursive: true, force: true })
  const total = sum(results.map(({ counts }) => counts))
  console.log()
  for (const { name, counts } of results) console.log(`── ${name}: ${countsText(counts)}`)
  console.log(countsText(total))
  process.exitCode = total.failed === 0 ? 0 : 1
} else {
  process.exitCode = 1
}
