import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installTestDependencies } from './install-test-dependencies.ts'
import { ROOT, type RunOptions, runCommand } from './run-command.ts'
import { type Counts, countPlaywright, countsText, countVitest, judged, sum } from './test-counts.ts'
import {
  type Failure,
  type FileTime,
  failuresText,
  type PlaywrightReport,
  playwrightFailures,
  playwrightTimes,
  slowestText,
  type VitestReport,
  vitestFailures,
  vitestTimes,
} from './test-reports.ts'

// npm test                 everything
// npm run test:quick       what needs no program but Node
// npm run test:nightly     everything, with sixty times as much of what is tried by chance, and every look at every screen
// npm run test:install     the packages, installed in fresh systems: minutes, and the packages of Debian

interface Result {
  readonly name: string
  readonly counts: Counts
  readonly times: readonly FileTime[]
  readonly failures: readonly Failure[]
}

interface Runner {
  readonly name: string
  /** `folder` is for its report. */
  readonly run: (folder: string) => Promise<Omit<Result, 'name'>>
}

const PROJECTS = ['interop', 'faults', 'server', 'postgres', 'logic', 'unit', 'renderer']
const EVERYDAY = { TEST_BUDGET: '0.3' }
const NIGHTLY = { TEST_BUDGET: '20', TEST_LOOKS: 'all' }
/** The package is what people run, and starts in a third of the time: whatever starts servers starts it. */
const PACKAGED = { TEST_SERVER_PROGRAM: 'out/server/watchfloor-server.js' }
const QUICK = { TEST_BUDGET: '0.25' }

/** Several programs print at the same time; they colour their lines as if they had the terminal to themselves. */
function run(
  command: string,
  args: readonly string[],
  variables: RunOptions['variables'] = {},
): Promise<number> {
  const colour = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {}
  return runCommand(command, args, { variables: { ...colour, ...variables }, byLine: true })
}

/** A command that is one test: it succeeds or it does not. */
function single(name: string, command: string, args: readonly string[]): Runner {
  const counts = (code: number): Counts => ({
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
  })
  return { name, run: async () => ({ counts: counts(await run(command, args)), times: [], failures: [] }) }
}

function vitest(
  name: string,
  projects: readonly string[] = [],
  variables: RunOptions['variables'] = {},
): Runner {
  return {
    name,
    run: async (folder) => {
      const file = join(folder, 'vitest.json')
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      const only = projects.map((project) => `--project=${project}`)
      const code = await run('vitest', ['run', '--allowOnly=false', ...reporters, ...only], variables)
      const report = await readReport<VitestReport>(file)
      const folders = countVitest(report, join(ROOT, 'test'))
      for (const [name, counts] of folders) console.log(`   test/${name}: ${countsText(counts)}`)
      return {
        counts: judged(sum(folders.values()), code),
        times: vitestTimes(report, ROOT),
        failures: vitestFailures(report, ROOT),
      }
    },
  }
}

function playwright(variables: RunOptions['variables'] = {}): Runner {
  return {
    name: 'browser and desktop tests',
    run: async (folder) => {
      const file = join(folder, 'playwright.json')
      const code = await run('playwright', ['test', '--forbid-only', '--reporter=list,json'], {
        ...PACKAGED,
        ...variables,
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      })
      const report = await readReport<PlaywrightReport>(file)
      return {
        counts: judged(countPlaywright(report), code),
        times: playwrightTimes(report, ROOT),
        failures: playwrightFailures(report, ROOT),
      }
    },
  }
}

/** undefined when the runner wrote none; its messages on the console say why. */
async function readReport<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as T)
}

const build = single('build', 'electron-vite', ['build', '--logLevel', 'warn'])
const server = single('package of the server', 'node', ['scripts/package-server.ts'])
/** Each checker more looks at much of the same again: four, as is usual, take twice the processor of one. */
const types = single('type check', 'tsc', ['-b', '--checkers', '1'])
const lint = single('lint and format', 'biome', ['check', '.'])

/** Runners of one lane run one after the other, the lanes at the same time. */
type Lanes = readonly (readonly Runner[])[]

async function runLanes(lanes: Lanes, folder: string): Promise<readonly Result[]> {
  const runLane = async (lane: readonly Runner[]): Promise<readonly Result[]> => {
    const results: Result[] = []
    for (const { name, run } of lane) {
      console.log(`\n── ${name}`)
      results.push({ name, ...(await run(folder)) })
    }
    return results
  }
  return (await Promise.all(lanes.map(runLane))).flat()
}

/** What is still to be done one after the other, each step in lanes. */
function stepsOf(mode: string | undefined): readonly Lanes[] {
  if (mode === '--quick') {
    const logic = vitest('unit, server logic and board tests', ['unit', 'logic', 'renderer'], QUICK)
    return [[[types, lint], [logic]]]
  }
  if (mode === '--install') return [[[build, server]], [[vitest('installation tests', ['install'])]]]
  const all = 'unit, server, board, fault and interop tests'
  // The pages that browsers open are built first, and the compiler and the linter keep the other processor busy
  // meanwhile. Browsers and programs wait for each other a lot.
  const variables = mode === '--nightly' ? NIGHTLY : EVERYDAY
  return [
    [
      [build, server],
      [types, lint],
    ],
    [[vitest(all, PROJECTS, { ...PACKAGED, ...variables })], [playwright(variables)]],
  ]
}

const mode = process.argv[2]
if (mode === '--quick' || (await installTestDependencies())) {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-test-'))
  const results: Result[] = []
  for (const lanes of stepsOf(mode)) results.push(...(await runLanes(lanes, folder)))
  await rm(folder, { recursive: true, force: true })
  const total = sum(results.map(({ counts }) => counts))
  console.log(
    `\n── the slowest files\n${slowestText(
      results.flatMap(({ times }) => times),
      10,
    )}\n`,
  )
  const failures = results.flatMap(({ failures }) => failures)
  if (failures.length > 0) console.log(`── what failed\n${failuresText(failures)}\n`)
  for (const { name, counts } of results) console.log(`── ${name}: ${countsText(counts)}`)
  console.log(countsText(total))
  process.exitCode = total.failed === 0 ? 0 : 1
} else {
  process.exitCode = 1
}
