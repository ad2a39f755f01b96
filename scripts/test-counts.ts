import type { PlaywrightReport, VitestReport } from './test-reports.ts'

/** How many tests a runner ran, by outcome. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 }

/** Tests by folder of `test/`, so that a folder which ran nothing shows. No report is no tests. */
export function countVitest(
  report: VitestReport | undefined,
  testFolder: string,
): ReadonlyMap<string, Counts> {
  const folders = new Map<string, Counts>()
  for (const { name, assertionResults } of report?.testResults ?? []) {
    const folder = name.slice(testFolder.length + 1).split('/')[0] ?? name
    for (const { status } of assertionResults) {
      folders.set(folder, sum([folders.get(folder) ?? NONE, outcome(status)]))
    }
  }
  return folders
}

function outcome(status: string): Counts {
  if (status === 'passed') return { ...NONE, passed: 1 }
  if (status === 'failed') return { ...NONE, failed: 1 }
  return { ...NONE, skipped: 1 }
}

/** A test that passed only when it was tried again has failed: it hides something. */
export function countPlaywright(report: PlaywrightReport | undefined): Counts {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {}
  return { passed: expected, failed: unexpected + flaky, skipped }
}

export function sum(counts: Iterable<Counts>): Counts {
  let { passed, failed, skipped } = NONE
  for (const one of counts) {
    passed += one.passed
    failed += one.failed
    skipped += one.skipped
  }
  return { passed, failed, skipped }
}

/** Silence is not success: a runner that executed nothing, or that failed without a failing test, counts as a failure. */
export function judged(counts: Counts, exitCode: number): Counts {
  const silent = counts.passed + counts.failed === 0
  const unexplained = exitCode !== 0 && counts.failed === 0
  return silent || unexplained ? { ...counts, failed: counts.failed + 1 } : counts
}

/** `N passed, N failed, N skipped`. */
export function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
