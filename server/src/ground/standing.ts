import type { Matcher } from '@watchfloor/contract'

/**
 * What expressions that stand cost: they are tried on every alert that comes, in the writer's turn, so that nobody's
 * request pays for them.
 */
export interface Standing {
  /** Steps that one sign of a label's value may cost over all of them. */
  readonly steps: number
  /** Places of their repetitions, written out, beyond what their texts are. */
  readonly places: number
}

/** How much may stand. */
export interface StandingRoom {
  /** Steps for one alert. */
  readonly steps: number
  readonly places: number
  /** Signs of the longest value of a label. */
  readonly signs: number
}

export const NOTHING_STANDS: Standing = { steps: 0, places: 0 }
export const DEFAULT_STANDING: StandingRoom = { steps: 50_000_000, places: 1_000_000, signs: 2_048 }

/** `tries`: how often each is tried on one alert. */
export function standingOf(matchers: readonly Matcher[], tries: number): Standing {
  let [steps, places] = [0, 0]
  for (const { lasting, extent, value } of matchers) {
    if (lasting === undefined) continue
    steps += tries * lasting()
    places += Math.max(0, extent - value.length)
  }
  return { steps, places }
}

export function bothStanding(a: Standing, b: Standing): Standing {
  return { steps: a.steps + b.steps, places: a.places + b.places }
}

/** Steps for one alert, whose labels may all be as long as they may be. */
export function perAlert({ steps }: Standing, { signs }: StandingRoom): number {
  return steps * (signs + 1)
}

/** Why so much may not stand; undefined when it may. `whose` are they: `all silences`. */
export function standingError(whose: string, standing: Standing, most: StandingRoom): string | undefined {
  const { places } = standing
  const steps = perAlert(standing, most)
  if (steps > most.steps)
    return `the expressions of ${whose} could take ${millions(steps)} million steps for one alert, and ${millions(most.steps)} million are allowed (limits.standing_steps); make them simpler`
  if (places > most.places)
    return `the repetitions in the expressions of ${whose} have ${places} places written out, and ${most.places} are allowed (limits.standing_places); make them smaller`
  return undefined
}

function millions(steps: number): string {
  return (steps / 1e6).toFixed(1)
}
