import type { Level, Millis, Statistics, Times } from '@watchfloor/contract'

/** What is known of one life, for counting. */
export interface CountedLife {
  readonly fingerprint: string
  readonly alertname: string
  readonly level: Level
  readonly began: Millis
  readonly acknowledged: Millis | null
  readonly owner: string | null
  readonly ended: Millis | null
  readonly ended_by: string | null
  /** The label that says whose it is, and its value, as JSON; `null` when it has none. */
  readonly service: string
}

const MOST = 20
const FLAPPING_LIVES = 3
const HOUR = 3_600_000

type Group = Omit<Statistics['hours'][number], 'hour'>

/** Counts lives as they come. `offset`: how far the clock of the hours is ahead of UTC, milliseconds. */
export function countLives(lives: Iterable<CountedLife>, offset: Millis): Omit<Statistics, 'counted_since'> {
  const all = new Tally()
  const levels = new Map<Level, Tally>()
  const names = new Map<string, Tally>()
  /** By label and value, as JSON. */
  const services = new Map<string, Tally>()
  const owners = new Map<string, Tally>()
  const alerts = new Map<string, { readonly alertname: string; lives: number }>()
  const hours = Array.from({ length: 24 }, () => new Tally())
  for (const life of lives) {
    all.add(life)
    of(levels, life.level).add(life)
    for (const tally of [of(names, life.alertname), of(services, life.service)]) {
      tally.add(life)
      tally.alerts.add(life.fingerprint)
    }
    if (life.acknowledged !== null) of(owners, life.owner ?? '').add(life)
    hours[hourOf(life.began + offset)]?.add(life)
    const alert = alerts.get(life.fingerprint) ?? { alertname: life.alertname, lives: 0 }
    alert.lives++
    alerts.set(life.fingerprint, alert)
  }
  const { lives: count, firing, lost, to_acknowledge, to_resolve } = all.read()
  return {
    lives: count,
    firing,
    lost,
    never_acknowledged: all.unowned,
    to_acknowledge,
    to_resolve,
    levels: most(levels).map(([level, tally]) => {
      const { lives, firing, acknowledged } = tally.read()
      return { level, lives, firing, acknowledged }
    }),
    owners: most(owners).map(([name, tally]) => {
      const { acknowledged, to_acknowledge, to_resolve } = tally.read()
      return { name, acknowledged, mean_ms: to_acknowledge.mean_ms ?? 0, to_acknowledge, to_resolve }
    }),
    noisiest: most(names).map(([alertname, tally]) => ({
      alertname,
      alerts: tally.alerts.size,
      mean_ms: tally.meanLength(),
      ...tally.read(),
    })),
    services: most(services).map(([key, tally]) => {
      const [label, value] = (JSON.parse(key) as [string, string] | null) ?? [null, '']
      return { label, value, alerts: tally.alerts.size, ...tally.read() }
    }),
    flapping: [...alerts]
      .filter(([, { lives }]) => lives >= FLAPPING_LIVES)
      .sort(([a, one], [b, other]) => other.lives - one.lives || (a < b ? -1 : 1))
      .slice(0, MOST)
      .map(([fingerprint, { alertname, lives }]) => ({ fingerprint, alertname, lives })),
    hours: hours.map((tally, hour) => ({ hour, ...tally.read() })),
  }
}

/** The hour of the day of a time that is written as its clock shows it. */
export function hourOf(time: Millis): number {
  return ((Math.floor(time / HOUR) % 24) + 24) % 24
}

class Tally {
  count = 0
  unowned = 0
  /** Different label sets, where that is asked for. */
  readonly alerts = new Set<string>()
  #firing = 0
  #lost = 0
  #length = 0
  readonly #toAcknowledge: number[] = []
  readonly #toResolve: number[] = []

  add({ began, acknowledged, ended, ended_by }: CountedLife): void {
    this.count++
    if (acknowledged !== null) this.#toAcknowledge.push(acknowledged - began)
    else if (ended !== null) this.unowned++
    if (ended === null) {
      this.#firing++
      return
    }
    this.#length += ended - began
    // Lost contact is no success, and says nothing of how long it took.
    if (ended_by === 'timeout') this.#lost++
    else this.#toResolve.push(ended - began)
  }

  meanLength(): number | null {
    const ended = this.count - this.#firing
    return ended === 0 ? null : Math.round(this.#length / ended)
  }

  read(): Group {
    return {
      lives: this.count,
      firing: this.#firing,
      lost: this.#lost,
      acknowledged: this.#toAcknowledge.length,
      to_acknowledge: timesOf(this.#toAcknowledge),
      to_resolve: timesOf(this.#toResolve),
    }
  }
}

function of<K>(tallies: Map<K, Tally>, key: K): Tally {
  const known = tallies.get(key) ?? new Tally()
  tallies.set(key, known)
  return known
}

/** The largest groups, those of one size by key. */
function most<K extends string>(tallies: ReadonlyMap<K, Tally>): readonly (readonly [K, Tally])[] {
  return [...tallies]
    .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
    .slice(0, MOST)
}

/** Median and ninth decile, by the nearest rank. */
function timesOf(times: readonly number[]): Times {
  const count = times.length
  if (count === 0) return { count, mean_ms: null, median_ms: null, p90_ms: null }
  const sorted = Float64Array.from(times).sort()
  const at = (part: number): number => sorted[Math.ceil(part * count) - 1] as number
  const sum = sorted.reduce((a, b) => a + b, 0)
  return { count, mean_ms: Math.round(sum / count), median_ms: at(0.5), p90_ms: at(0.9) }
}
