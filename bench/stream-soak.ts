/**
 * Shows at length what the tests show in seconds: clients that do not read, that read again in time, that are dead,
 * and that are cut again and again lose nothing and disturb nobody, and neither do hostile requests. Ends by itself; its code is 1 when something was
 * lost, repeated, or not given up. `npm run soak` is the same.
 *
 *     node bench/stream-soak.ts --minutes 5
 */

import { parseArgs } from 'node:util'
import type { Round } from './load/delivery-round.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { runDeadPeers } from './soak/dead-peers.ts'
import { runDrowsyClients } from './soak/drowsy-clients.ts'
import { runHostile } from './soak/hostile.ts'
import { runJitter } from './soak/jitter.ts'
import { runSlowClients, type SlowResult } from './soak/slow-clients.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    stalled: { type: 'string', default: '1000' },
    others: { type: 'string', default: '200' },
    rate: { type: 'string', default: '50' },
    clients: { type: 'string', default: '200' },
    /** Of the short comparison that medians are taken of. */
    runs: { type: 'string', default: '5' },
    /** Of the hostile requests; the same ones come of the same seed. */
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    only: { type: 'string', default: 'compare,stalled,drowsy,dead,jitter,hostile' },
  },
})
const MINUTES = Number(values.minutes)
const parts = new Set(values.only.split(','))
const failures: string[] = []
const slow = { stalled: Number(values.stalled), others: Number(values.others), rate: Number(values.rate) }

function slowLine({ alone, before, during, rssBefore, rssMost, rssAfter, shed }: SlowResult): string {
  return [
    `others' p50 ${alone.p50.toFixed(1)} ms alone, ${before.p50.toFixed(1)} before, ${during.p50.toFixed(1)} stalled; p99 ${alone.p99.toFixed(1)}, ${before.p99.toFixed(1)}, ${during.p99.toFixed(1)} ms`,
    `lost ${before.lost + during.lost}, closed ${during.closed}`,
    `RSS ${rssBefore.toFixed(0)} → at most ${rssMost.toFixed(0)} → ${rssAfter.toFixed(0)} MiB after they left`,
    `${shed} given up as slow`,
  ].join('; ')
}

function check(isRight: boolean, what: string): void {
  if (!isRight) failures.push(what)
}

async function compare(): Promise<readonly SlowResult[]> {
  const results: SlowResult[] = []
  for (let run = 1; run <= Number(values.runs); run++) {
    const result = await runSlowClients({ ...slow, measureMs: 12_000, burstMs: 8_000 })
    results.push(result)
    console.log(`${slow.stalled} stalled, short: ${slowLine(result)}`)
    check(result.during.lost === 0, 'a client that reads lost something')
  }
  const of = (pick: (result: SlowResult) => Round): number =>
    median(results.map((result) => pick(result).p99))
  const [before, during] = [of((result) => result.before), of((result) => result.during)]
  console.log(
    `medians of ${results.length}: p99 ${of(({ alone }) => alone).toFixed(1)} ms alone, ${before.toFixed(1)} before, ${during.toFixed(1)} stalled: ${((during / before - 1) * 100).toFixed(0)} %`,
  )
  return results
}

async function stalled(): Promise<SlowResult> {
  const result = await runSlowClients({ ...slow, measureMs: MINUTES * 60_000, burstMs: 0 })
  console.log(`${slow.stalled} stalled for ${MINUTES} min: ${slowLine(result)}`)
  check(result.during.lost === 0, 'a client that reads lost something')
  return result
}

async function drowsy() {
  const result = await runDrowsyClients(50)
  const { clients, lagging, events, lost, repeated, closed } = result
  console.log(
    `${clients} clients stopped reading and began again: ${lagging} times taken off live delivery, ${events} events, ${lost} lost, ${repeated} repeated, ${closed} closed`,
  )
  check(
    lost + repeated + closed === 0 && lagging >= clients,
    'a client that read again in time was not resumed',
  )
  return result
}

async function dead() {
  const results = await runDeadPeers(100, 60_000)
  for (const { transport, peers, goneAfter, left } of results) {
    const when =
      goneAfter === undefined ? `${left} still there after 60 s` : `gone after ${goneAfter.toFixed(1)} s`
    console.log(`${peers} dead peers on ${transport}: ${when}`)
  }
  check((results[0]?.goneAfter ?? Infinity) <= 25, 'dead WebSocket peers were not gone within 25 s')
  return results
}

async function jitter() {
  const result = await runJitter({
    clients: Number(values.clients),
    rate: 20,
    seconds: MINUTES * 60,
    everyMs: 5_000,
    offlineMs: 2_000,
  })
  console.log(
    `${values.clients} clients cut every 5 s and offline for 2 s, ${MINUTES} min: ${result.events} events, ${result.applied} applied, ${result.lost} lost, ${result.repeated} applied twice (${result.dropped} repeats dropped), ${result.boards} boards; replay p50 ${result.replayP50.toFixed(0)} p99 ${result.replayP99.toFixed(0)} ms after the network was back, age p99 ${result.ageP99.toFixed(0)} ms`,
  )
  check(result.lost + result.missing + result.repeated === 0, 'jitter lost or repeated something')
  check(result.replayP99 <= 2_000, 'replay took longer than 2 s')
  return result
}

async function hostile() {
  const result = await runHostile(MINUTES * 60, Number(values.seed))
  const { seed, requests, statuses, broken, idle, worst, worked, unanswered, holes, cuts, events } = result
  // Tests ask only that the server does not stand; the promise is kept here.
  const bound = 250 + 3 * idle
  console.log(
    `${requests} hostile requests in ${MINUTES} min (seed ${seed}), answered ${JSON.stringify(statuses)}; /healthz at most ${idle.toFixed(0)} ms idle, ${worst.toFixed(0)} of ${bound.toFixed(0)} meanwhile (the server worked ${worked.toFixed(0)}), ${unanswered} without an answer; a reader got ${events} events, ${holes.length} holes, cut ${cuts} times; heap ${result.heapBefore.toFixed(0)} → ${result.heapAfter.toFixed(0)} MiB; slowest ${result.slowest.ms.toFixed(0)} ms`,
  )
  for (const one of [...broken.slice(0, 20), ...holes.slice(0, 20)]) console.log(one)
  check(broken.length === 0, 'a hostile request was answered as a failure of ours')
  check(worst <= bound && unanswered === 0, 'hostile requests held others up')
  check(holes.length === 0, 'a reader missed something under hostile requests')
  return result
}

printRun()
const results: Record<string, unknown> = {}
for (const [name, run] of Object.entries({ compare, stalled, drowsy, dead, jitter, hostile })) {
  if (parts.has(name)) results[name] = await run()
}
await saveResults('stream-soak', results)
printRun()
for (const failure of failures) console.error(`FAILED: ${failure}`)
process.exitCode = failures.length === 0 ? 0 : 1
