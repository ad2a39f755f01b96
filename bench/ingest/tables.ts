import { median } from '../measures/print-run.ts'
import { cpuOfAll, type ThreadCpu } from '../measures/thread-cost.ts'
import type { Plan, Step } from './plans.ts'
import type { Taken } from './take-alerts.ts'

/** A step of a plan on both servers, in turns: as many of ours as of Alertmanager's. */
export interface Row {
  readonly plan: Plan
  readonly step: Step
  readonly ours: readonly Taken[]
  readonly theirs: readonly Taken[]
}

type Pick = (one: Taken) => number

function of(runs: readonly Taken[], pick: Pick, digits = 0): string {
  return median(runs.map(pick)).toFixed(digits)
}

/** Ours in parts of theirs: the median of the runs, each beside the one before it. */
function ratio({ ours, theirs }: Row, pick: Pick): number {
  return median(ours.map((one, run) => pick(one) / pick(theirs[run] as Taken)))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function verdict({ must, aim }: Step, reached: number): string {
  if (must === undefined) return ''
  if (aim !== undefined && reached >= aim) return `met, aim ${aim} too`
  const aimed = aim === undefined ? '' : `, aim ${aim}`
  return reached >= must ? `${must}: met${aimed}` : `${must}: missed${aimed}`
}

/** How fast, beside Alertmanager. */
export function ratesOf(rows: readonly Row[], alerts: number): string {
  const rate =
    ({ step }: Row): Pick =>
    ({ sent }) =>
      (step.parts * alerts) / sent.seconds
  const quantiles = (runs: readonly Taken[]): string =>
    `${of(runs, ({ sent }) => sent.p50, 1)}, ${of(runs, ({ sent }) => sent.p99, 1)} ms`
  const head = ['alerts', 'a request', 'Watchfloor', 'Alertmanager', 'ratio', 'must', 'p50, p99', 'theirs']
  return table(
    head,
    rows.map((row) => {
      const reached = ratio(row, rate(row))
      const refused = [...row.ours, ...row.theirs].reduce((sum, { sent }) => sum + sent.refused, 0)
      return [
        row.step.what,
        `${row.plan.batch}`,
        `${of(row.ours, rate(row))}/s`,
        `${of(row.theirs, rate(row))}/s`,
        reached.toFixed(2),
        verdict(row.step, reached) + (refused > 0 ? `; ${refused} requests refused` : ''),
        quantiles(row.ours),
        quantiles(row.theirs),
      ]
    }),
  )
}

/** What it costs, until the answer and after it. */
export function costsOf(rows: readonly Row[], alerts: number): string {
  const head = [
    'alerts',
    'a request',
    'CPU an alert until the answer: main + store + other threads',
    'later',
    'all of it at rest after',
    'behind at the answer',
    'written an alert; later',
    'rate with what is later',
    'theirs: CPU',
    'sender: CPU; for theirs',
    'resident; theirs',
  ]
  return table(
    head,
    rows.map(({ plan, step, ours, theirs }) => {
      const count = step.parts * alerts
      const micros =
        (pick: (one: Taken) => number): Pick =>
        (one) =>
          (pick(one) / count) * 1e6
      const split = (pick: (one: Taken) => ThreadCpu): string =>
        (['main', 'storage', 'other'] as const)
          .map((of_) =>
            of(
              ours,
              micros((one) => pick(one)[of_]),
            ),
          )
          .join(' + ')
      const cpu = (runs: readonly Taken[], pick: (one: Taken) => ThreadCpu): string =>
        of(
          runs,
          micros((one) => cpuOfAll(pick(one))),
        )
      return [
        step.what,
        `${plan.batch}`,
        `${cpu(ours, ({ now }) => now)} µs: ${split(({ now }) => now)}`,
        `${cpu(ours, ({ later }) => later)} µs: ${split(({ later }) => later)}`,
        `${of(ours, ({ later }) => later.seconds, 1)} s`,
        `${of(ours, ({ later }) => later.behind / 1e6, 1)} MB`,
        `${of(ours, ({ now }) => now.written / count)}; ${of(ours, ({ later }) => later.written / count)} B`,
        `${of(ours, ({ sent, later }) => count / (sent.seconds + later.seconds))}/s`,
        `${cpu(theirs, ({ now }) => now)} µs`,
        `${of(
          ours,
          micros(({ sent }) => sent.cpu),
        )}; ${of(
          theirs,
          micros(({ sent }) => sent.cpu),
        )} µs`,
        `${of(ours, ({ resident }) => resident / 2 ** 20)}; ${of(theirs, ({ resident }) => resident / 2 ** 20)} MiB`,
      ]
    }),
  )
}
