import { stripVTControlCharacters } from 'node:util'

/** Vitest's JSON report, as far as it is read here. */
export interface VitestReport {
  readonly testResults?: readonly {
    /** The file, absolute. */
    readonly name: string
    readonly startTime: number
    readonly endTime: number
    /** Why the file itself failed, before any test of it; else empty. */
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName?: string
      readonly failureMessages?: readonly string[]
    }[]
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
  /** What went wrong outside of any test. */
  readonly errors?: readonly { readonly message?: string }[]
}

interface Suite {
  readonly specs: readonly Spec[]
  readonly suites?: readonly Suite[]
}

interface Spec {
  readonly file: string
  readonly title: string
  readonly tests: readonly {
    /** `unexpected` and `flaky` are failures. */
    readonly status: string
    readonly results: readonly {
      /** Milliseconds. */
      readonly duration: number
      readonly errors?: readonly { readonly message?: string }[]
    }[]
  }[]
}

/** A test that failed, or a file that could not be run. */
export interface Failure {
  readonly test: string
  /** As the runner said it, with its colours. */
  readonly why: string
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
  for (const { file, tests } of specsOf(report, root)) {
    const took = tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0)
    times.set(file, (times.get(file) ?? 0) + took)
  }
  return [...times].map(([file, took]) => ({ file, took }))
}

/** Every spec of the report, its file from the repository's root. */
function specsOf(report: PlaywrightReport | undefined, root: string): readonly Spec[] {
  const folder = report?.config?.rootDir.slice(root.length + 1) ?? ''
  const inFolder = (spec: Spec): Spec => (folder === '' ? spec : { ...spec, file: `${folder}/${spec.file}` })
  const under = ({ specs, suites = [] }: Suite): readonly Spec[] => [...specs, ...suites.flatMap(under)]
  return (report?.suites ?? []).flatMap(under).map(inFolder)
}

export function vitestFailures(report: VitestReport | undefined, root: string): readonly Failure[] {
  return (report?.testResults ?? []).flatMap(({ name, message = '', assertionResults }) => {
    const file = name.slice(root.length + 1)
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return message === '' ? [] : [{ test: file, why: message }]
    return failed.map(({ fullName = '', failureMessages = [] }) => ({
      test: `${file} › ${fullName}`,
      why: failureMessages.join('\n'),
    }))
  })
}

export function playwrightFailures(report: PlaywrightReport | undefined, root: string): readonly Failure[] {
  const inTests = specsOf(report, root).flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => ({
        test: `${file} › ${title}`,
        why: results
          .flatMap(({ errors = [] }) => errors)
          .map(({ message = '' }) => message)
          .join('\n'),
      })),
  )
  const outside = (report?.errors ?? []).map(({ message = '' }) => ({
    test: 'outside of any test',
    why: message,
  }))
  return [...inTests, ...outside]
}

/** Lines of a failure that are shown; the rest is where the runner printed it. */
const FAILURE_LINES = 30

/** Each failure with its first lines: whoever sees only the end of a long output learns what to look for. */
export function failuresText(failures: readonly Failure[]): string {
  return failures
    .map(({ test, why }) => {
      const lines = stripVTControlCharacters(why)
        .split('\n')
        .filter((line) => line.trim() !== '')
      return [test, ...lines.slice(0, FAILURE_LINES).map((line) => `    ${line}`)].join('\n')
    })
    .join('\n')
}

/** The files that took longest, one a line. */
export function slowestText(times: readonly FileTime[], count: number): string {
  return times
    .toSorted((a, b) => b.took - a.took)
    .slice(0, count)
    .map(({ file, took }) => `${(took / 1_000).toFixed(1).padStart(8)} s  ${file}`)
    .join('\n')
}
