import type { Level } from '@watchfloor/contract'

/** How long something took, ms; null when it never happened. */
export interface Times {
  readonly count: number
  readonly mean_ms: number | null
  readonly median_ms: number | null
  readonly p90_ms: number | null
}

/**
 * Numbers of the lives that began in a span. Times are those of our log: a life begins when we heard of it, is
 * acknowledged when somebody first took it, and ends when its resolve arrived.
 */
export interface Statistics {
  readonly lives: number
  /** Still firing. */
  readonly firing: number
  /** Ended because nobody reported them any more: no success, and not in `to_resolve`. */
  readonly lost: number
  /** Ended before anybody had them. */
  readonly never_acknowledged: number
  readonly to_acknowledge: Times
  readonly to_resolve: Times
  readonly levels: readonly {
    readonly level: Level
    readonly lives: number
    readonly firing: number
    readonly acknowledged: number
  }[]
  readonly owners: readonly {
    readonly name: string
    readonly acknowledged: number
    readonly mean_ms: number
  }[]
  /** Names with the most lives. `alerts` counts different label sets, `mean_ms` how long a life lasted. */
  readonly noisiest: readonly {
    readonly alertname: string
    readonly lives: number
    readonly alerts: number
    readonly acknowledged: number
    readonly lost: number
    readonly mean_ms: number | null
  }[]
  /** Alerts that came back most often, three lives or more. */
  readonly flapping: readonly {
    readonly fingerprint: string
    readonly alertname: string
    readonly lives: number
  }[]
}
