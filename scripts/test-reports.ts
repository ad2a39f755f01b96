/** Vitest's JSON report, as far as it is read here. */
export interface VitestReport {
  readonly testResults?: readonly {
    /** The file, absolute. */
    readonly name: string
    readonly startTime: number
    readonly endTime: number
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** Playwright's JSON report, as far as it is read here. */
export interface PlaywrightReport {
  readonly config?: { readonly rootDir: string }
  readonly stats?: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly suites?: readonly Suite[]
}

interface Suite {
  readonly specs: readonly {
    readonly file: string
    readonly tests: readonly { results: readonly Timed[] }[]
  }[]
  readonly suites?: readonly Suite[]
}

interface Timed {
  readonly duration: number
}

/** How long a file took, milliseconds. */
export interface FileTime {
  /** From the repository's root. */
  readonly file: string
  readonly took: number
}

export function vitestTimes(report: VitestReport | undefined, root: string): readonly FileTime[] {
  return (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    file: name.slice(root.length + 1),
    took: endTime - startTime,
  }))
}

/** Tests of one file may run at the same time: the sum of theirs. */
export function playwrightTimes(report: PlaywrightReport | undefined, root: string): readonly FileTime[] {
  const times = new Map<string, number>()
  const folder = report?.config?.rootDir.slice(root.length + 1) ?? ''
  const add = ({ specs, suites = [] }: Suite): void => {
    for (const { file, tests } of specs) {
      const took = tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0)
      const path = folder === '' ? file : `${folder}/${file}`
      times.set(path, (times.get(path) ?? 0) + took)
    }
    for (const suite of suites) add(suite)
  }
  for (const suite of report?.suites ?? []) add(suite)
  return [...times].map(([file, took]) => ({ file, took }))
}

/** The files that took longest, one a line. */
export function slowestText(times: readonly FileTime[], count: number): string {
  return times
    .toSorted((a, b) => b.took - a.took)
    .slice(0, count)
    .map(({ file, took }) => `${(took / 1_000).toFixed(1).padStart(8)} s  ${file}`)
    .join('\n')
}
