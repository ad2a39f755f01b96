/**
 * Shows how many nodes, and how large, it takes for so many viewers: reckoned from what the other benches have
 * measured (`scaling/costs.ts`), with the return of everybody who read from a node that is lost played out client by
 * client; and the same where it stops in order. Beside it, the same play against a restart that was measured.
 *
 *     node bench/scaling-model.ts --viewers 100,1000,5000,10000,30000,100000 --alerts 50000 --seed 1
 */

import { parseArgs } from 'node:util'
import { seeded } from '../test/support/seeded.ts'
import { COSTS, TIMES } from './scaling/costs.ts'
import { type Plan, planOf } from './scaling/plan.ts'
import { playStorm } from './scaling/storm.ts'

const { values } = parseArgs({
  options: {
    viewers: { type: 'string', default: '100,1000,5000,10000,30000,100000' },
    alerts: { type: 'string', default: '50000' },
    /** Events a second in an ordinary minute, and in a storm. */
    ordinary: { type: 'string', default: '2' },
    storm: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
})
const random = seeded(Number(values.seed))

function row(viewers: number, isSpared: boolean): string {
  const plan: Plan = planOf({
    viewers,
    alerts: Number(values.alerts),
    ordinary: Number(values.ordinary),
    storm: Number(values.storm),
    isSpared,
    random,
  })
  const bits = (bytes: number): string => `${((bytes * 8) / 1e6).toFixed(0)} Mbit/s`
  const percent = (part: number): string => `${(part * 100).toFixed(0)} %`
  return [
    viewers.toLocaleString('en'),
    isSpared ? 'one node lost' : 'all there',
    `${plan.nodes}`,
    plan.viewers.toLocaleString('en'),
    `${percent(plan.ordinary)}; ${percent(plan.storm)}`,
    `${plan.roundMs.toFixed(0)} ms`,
    `${(plan.memory / 2 ** 30).toFixed(1)} GiB`,
    `${bits(plan.network.ordinary)}; ${bits(plan.network.storm)}`,
    `${plan.loss.p50.toFixed(1)}, ${plan.loss.p95.toFixed(1)}, ${plan.loss.longest.toFixed(1)} s`,
  ].join(' | ')
}

console.log(
  `${values.alerts} alerts, ${values.ordinary} events a second in an ordinary minute and ${values.storm} in a storm, seed ${values.seed}`,
)
console.log(
  '| viewers | planned for | nodes | viewers of a node | its main thread: ordinary; storm | last viewer of a round | memory of a node | out of a node: ordinary; storm | a node is gone: back after p50, p95, longest |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
for (const viewers of values.viewers.split(',').map(Number))
  for (const isSpared of [false, true]) console.log(`| ${row(viewers, isSpared)} |`)

for (const [clients, takers] of [
  [5_000, 1],
  [5_000, 2],
  [7_143, 13],
] as const) {
  const { p50, p95, longest } = playStorm({
    clients,
    takers,
    micros: COSTS.comeBackMicros,
    isTold: true,
    random,
  })
  const took = clients / (takers * TIMES.drain.perSecond)
  console.log(
    `${clients} clients of a node that stops in order, which takes ${took.toFixed(1)} s, go to ${takers}: p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)}, longest ${longest.toFixed(2)} s`,
  )
}

const { clients, awayMs, jwt, ...plain } = COSTS.measured
for (const [who, micros, measured] of [
  ['', COSTS.comeBackMicros, plain],
  [', each with a JWT that is new to it', COSTS.comeBackJwtMicros, jwt],
] as const) {
  const { p50, p95 } = playStorm({ clients, awayMs, takers: 1, micros, random })
  console.log(
    `${clients} clients of one server that was killed and is back after ${awayMs / 1_000} s${who}: played p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)} s; measured p50 ${measured.p50}, p95 ${measured.p95} s`,
  )
}
