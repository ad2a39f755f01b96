import { loadavg } from 'node:os'
import { quantile } from '../measures/measures.ts'

export interface Line {
  readonly what: string
  readonly board: string
  readonly bare: string
  readonly budget: string
  /** Is it met? Null where there is none. */
  readonly isMet: boolean | null
  /** Load average when it was measured. */
  readonly load: number
}

export function loadNow(): number {
  return loadavg()[0] ?? Number.NaN
}

/** As the page on performance has it. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ what, board, bare, budget, isMet, load }) =>
    [what, board, bare, budget, isMet === null ? '' : isMet ? 'met' : 'missed', load.toFixed(1)].join(' | '),
  )
  const head = ['| what | board | bare list | budget | | load |', '| --- | --- | --- | --- | --- | --- |']
  return [...head, ...rows.map((row) => `| ${row} |`)].join('\n')
}

export function inMs(ms: number): string {
  return Number.isFinite(ms) ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : 'none'
}

export function spread(samples: readonly number[], q: number): string {
  return `${inMs(quantile(samples, 0.5))}, p${q * 100} ${inMs(quantile(samples, q))}`
}
