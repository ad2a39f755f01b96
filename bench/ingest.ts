/**
 * Shows how fast alerts go in, in turns with a real Alertmanager: ours on disk at `synchronous=FULL`, the other in
 * memory only. New ones cold and warm, the same again; 64 and 1 a request; and what the server does for them after it
 * has answered. With `--sustained MINUTES` a steady load instead, at half the rate that it takes warm.
 *
 *     node bench/ingest.ts --alerts 50000 --runs 3
 */

import { parseArgs } from 'node:util'
import { PLANS, type Plan } from './ingest/plans.ts'
import { sustainedLoad } from './ingest/sustained-load.ts'
import { costsOf, type Row, ratesOf } from './ingest/tables.ts'
import { type Taken, takeAlerts } from './ingest/take-alerts.ts'
import { printRun, saveResults } from './measures/print-run.ts'
import { startAlertmanagerTaker, startWatchfloor } from './servers/alert-takers.ts'

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '50000' },
    runs: { type: 'string', default: '3' },
    /** Plans by their names. */
    only: { type: 'string', default: Object.keys(PLANS).join() },
    /** Our program, from the root of the repository. */
    server: { type: 'string', default: 'server/src/index.ts' },
    sustained: { type: 'string' },
    /** Alerts a second of the steady load. */
    rate: { type: 'string' },
  },
})
const ALERTS = Number(values.alerts)
const startOurs = (env: Readonly<Record<string, string>> = {}) =>
  startWatchfloor({ file: values.server, env })

async function inTurns(plan: Plan): Promise<readonly Row[]> {
  const runs: { readonly ours: Record<string, Taken>; readonly theirs: Record<string, Taken> }[] = []
  for (let run = 1; run <= Number(values.runs); run++) {
    runs.push({
      ours: await takeAlerts(startOurs, plan, ALERTS),
      theirs: await takeAlerts(startAlertmanagerTaker, plan, ALERTS),
    })
  }
  return plan.steps.map((step) => ({
    plan,
    step,
    ours: runs.map(({ ours }) => ours[step.what] as Taken),
    theirs: runs.map(({ theirs }) => theirs[step.what] as Taken),
  }))
}

async function beside(): Promise<void> {
  const rows: Row[] = []
  for (const name of values.only.split(',')) {
    const plan = PLANS[name]
    if (plan === undefined) throw new Error(`no plan is called ${name}`)
    rows.push(...(await inTurns(plan)))
  }
  console.log(`${ratesOf(rows, ALERTS)}\n\n${costsOf(rows, ALERTS)}\n`)
  await saveResults('ingest', rows)
}

/** Half of what is taken warm on this machine, now. */
async function halfTheRate(): Promise<number> {
  const plan = { ...(PLANS.many as Plan), steps: (PLANS.many as Plan).steps.slice(0, 2) }
  const { 'new, warm': warm } = await takeAlerts(startOurs, plan, ALERTS)
  return ALERTS / (warm as Taken).sent.seconds / 2
}

printRun()
if (values.sustained === undefined) await beside()
else {
  const rate = values.rate === undefined ? await halfTheRate() : Number(values.rate)
  await saveResults('ingest-sustained', await sustainedLoad(startOurs, rate, Number(values.sustained)))
}
printRun()
