import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installTestDependencies } from './install-test-dependencies.ts'
import { requireNode } from './require-node.ts'
import { runCommand } from './run-command.ts'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Runner {
  readonly name: string
  readonly run: (folder: string) => Promise<Count>
}

/** A step that is one test of its own: it passes or it does not. */
function step(name: string, command: string, args: readonly string[]): Runner {
  return {
    name,
    run: async () => {
      const { code } = await runCommand(command, args)
      return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
    },
  }
}

/** A runner that executed nothing has failed: silence is not success. */
function counted(count: Count, code: number): Count {
  const ran = count.passed + count.failed
  return ran === 0 || (code !== 0 && count.failed === 0) ? { ...count, failed: count.failed + 1 } : count
}

const vitest: Runner = {
  name: 'unit, integration and interop tests',
  run: async (folder) => {
    const file = join(folder, 'vitest.json')
    const { code } = await runCommand('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ])
    const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<
      string,
      number | undefined
    >
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report
    return counted(
      { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests },
      code,
    )
  },
}

const playwright: Runner = {
  name: 'browser tests',
  run: async (folder) => {
    const file = join(folder, 'playwright.json')
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
    const { code } = await runCommand('playwright', ['test', '--reporter=list,json'], env)
    const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as {
      stats?: { expected?: number; unexpected?: number; flaky?: number; skipped?: number }
    }
    const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {}
    return counted({ passed: expected, failed: unexpected + flaky, skipped }, code)
  },
}

const RUNNERS: readonly Runner[] = [
  step('type check', 'tsc', ['-b']),
  step('lint and format', 'biome', ['check', '.']),
  step('build of the board', 'electron-vite', ['build']),
  vitest,
  playwright,
]

requireNode()
if (!(await installTestDependencies())) process.exit(1)
const folder = await mkdtemp(join(tmpdir(), 'watchfloor-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }
for (const runner of RUNNERS) {
  console.log(`\n── ${runner.name}`)
  const count = await runner.run(folder)
  total.passed += count.passed
  total.failed += count.failed
  total.skipped += count.skipped
  console.log(`── ${runner.name}: ${count.passed} of ${count.passed + count.failed} passed`)
}
await rm(folder, { recursive: true, force: true })
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
