import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'

/** Where a bench runs, and how much else the machine does: at its begin, and again at its end. */
export function printRun(): void {
  const [oneMinute = 0] = loadavg()
  console.log(
    `${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load average ${oneMinute.toFixed(1)}`,
  )
}

/** Keeps the raw results of a run beside the benches, for whoever wants to look again. */
export async function saveResults(bench: string, results: unknown): Promise<void> {
  const folder = join(import.meta.dirname, '../results')
  await mkdir(folder, { recursive: true })
  const at = new Date().toISOString().replace(/[:.]/g, '-')
  await writeFile(join(folder, `${bench}-${at}.json`), JSON.stringify(results, null, 2))
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
}
