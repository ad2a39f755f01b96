import type { Level } from '@watchfloor/contract'

/** Of a hundred alerts in a storm: few are critical, and half of all belong to something that many have. */
const IN_A_HUNDRED: readonly (readonly [Level, number])[] = [
  ['critical', 1],
  ['high', 9],
  ['warning', 70],
  ['info', 20],
]
const ALIKE = 50
/** Before its end, each a second before the next. */
const LIFE_MS = 12 * 3_600_000

/** One of a fleet, as Prometheus sends it. `stamp` makes it an update of the one before. */
export function fleetAlert(index: number, stamp: string, endsAt: string): object {
  // Odd ones are alone, even ones come in groups of fifty.
  const service = index % 2 === 1 ? `service-${index}` : `pool-${Math.floor(index / (2 * ALIKE))}`
  return {
    labels: {
      alertname: `Alert${index % 2 === 1 ? index % 41 : Math.floor(index / (2 * ALIKE)) % 37}`,
      severity: severityOf(index),
      cluster: `eu-${Math.floor(index / 2) % 3}`,
      service,
      instance: `host-${index}.example.com:9100`,
      team: `team-${index % 12}`,
    },
    annotations: {
      summary: `Something is wrong with host-${index}`,
      description: 'A sentence of some length, as the rules of most people have one for each alert.',
      runbook_url: `https://runbooks.example.com/alerts/${index % 41}`,
    },
    generatorURL: `http://prometheus.example.com/graph?g0.expr=up%3D%3D0&stamp=${stamp}`,
    startsAt: new Date(Date.parse(endsAt) - LIFE_MS + index * 1_000).toISOString(),
    endsAt,
  }
}

function severityOf(index: number): Level {
  let left = (index * 37) % 100
  for (const [level, share] of IN_A_HUNDRED) {
    if (left < share) return level
    left -= share
  }
  return 'info'
}
