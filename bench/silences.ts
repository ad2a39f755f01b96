/**
 * Shows what a thousand silences cost on 50,000 alerts: first finding out who is hidden, with the indexes and by
 * comparing all with all; then changes whole, stored and published.
 *
 *     node bench/silences.ts
 */

import { fingerprint, type LabelSet, matchesAll } from '@watchfloor/contract'
import { finish } from '../server/src/ground/steps.ts'
import { FiringLabels } from '../server/src/silences/firing-labels.ts'
import { SilenceIndex } from '../server/src/silences/silence-index.ts'
import { compiledMatchers } from '../server/src/silences/silence-rules.ts'
import { median, printRun } from './measures/print-run.ts'
import { measureWholeChanges } from './store/silences-whole.ts'

const ALERTS = 50_000
const SILENCES = 1_000
const ROUNDS = 200

const alerts = new Map<string, LabelSet>()
for (let n = 0; n < ALERTS; n++) {
  const labels = {
    alertname: `Alert${n % 300}`,
    instance: `host-${n % 5_000}.example:9100`,
    service: `service-${n % 120}`,
    cluster: `c${n % 7}`,
    n: String(n),
  }
  alerts.set(fingerprint(labels), labels)
}

const silences = Array.from({ length: SILENCES }, (_, n) => ({ id: `s${n}`, matchers: matchersOf(n) }))
const compiled = silences.map((silence) => ({ ...silence, compiled: compiledMatchers(silence) ?? [] }))

/** A third by names alone, a third with an expression beside a name, a third by an expression alone. */
function matchersOf(n: number) {
  const data = (name: string, value: string, is_regex: boolean) => ({ name, value, is_regex, is_equal: true })
  const host = data('instance', `host-${n}[0-9]?\\.example:.*`, true)
  if (n % 3 === 0) return [data('alertname', `Alert${n % 300}`, false), data('cluster', `c${n % 7}`, false)]
  return n % 3 === 1 ? [data('service', `service-${n % 120}`, false), host] : [host]
}

const index = new SilenceIndex(silences)
const firing = new FiringLabels({
  values: () => [...alerts].map(([key, labels]) => ({ fingerprint: key, labels, status: 'firing' })),
  goingOn: () => alerts.keys(),
})
for (const [key, labels] of alerts) firing.add(key, labels)
// As the server does when a silence is made.
for (const { compiled: matchers } of compiled.slice(0, 3)) finish(firing.learn(matchers))
const labelSets = [...alerts.values()]

printRun()
let found = 0
compare(
  'one silence among the alerts',
  (n) => {
    const silence = silences[n * 5] ?? silences[0]
    if (silence === undefined) return
    for (const key of firing.candidates(index.matchersOf(silence) ?? [])) {
      if (index.matches(silence, alerts.get(key) ?? {})) found++
    }
  },
  (n) => {
    const matchers = compiled[n * 5]?.compiled ?? []
    for (const labels of labelSets) if (matchesAll(matchers, labels)) found--
  },
)
compare(
  'one alert among the silences',
  (n) => {
    const labels = labelSets[n * 211] ?? {}
    for (const id of index.candidates(labels)) {
      const silence = silences[Number(id.slice(1))]
      if (silence !== undefined && index.matches(silence, labels)) found++
    }
  },
  (n) => {
    const labels = labelSets[n * 211] ?? {}
    for (const { compiled: matchers } of compiled) if (matchesAll(matchers, labels)) found--
  },
)
if (found !== 0) throw new Error(`the indexes found ${found} more than the scan`)
await measureWholeChanges(labelSets)

function compare(what: string, indexed: (n: number) => void, scanned: (n: number) => void): void {
  const ours: number[] = []
  const naive: number[] = []
  for (let n = 0; n < ROUNDS; n++) {
    ours.push(timed(() => indexed(n)))
    naive.push(timed(() => scanned(n)))
  }
  const [a, b] = [median(ours), median(naive)]
  const most = `most ${Math.max(...ours).toFixed(2)} and ${Math.max(...naive).toFixed(2)} ms`
  console.log(
    `${what}: ${a.toFixed(3)} ms, scan ${b.toFixed(3)} ms, ${(b / a).toFixed(0)} times less; ${most}`,
  )
}

function timed(work: () => void): number {
  const begin = performance.now()
  work()
  return performance.now() - begin
}
