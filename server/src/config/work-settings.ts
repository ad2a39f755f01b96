import { DEFAULT_STANDING, type StandingRoom } from '../ground/standing.ts'
import { count } from './notation.ts'

/** How much work is done for whoever asks, and for whatever stands. */
export const workSettings = {
  expression_steps: count(
    50_000_000,
    1_000_000,
    'Steps that the expressions of one request may take; 100 million are about a second.',
  ),
  standing_steps: count(
    DEFAULT_STANDING.steps,
    1_000_000,
    'Steps that the expressions of all silences together, and those of routes and inhibition rules together, may take for one alert at worst.',
  ),
  standing_places: count(
    DEFAULT_STANDING.places,
    10_000,
    'Places of their repetitions, written out, beyond the length of their texts.',
  ),
}

/** The settings that say how much may stand. */
export interface StandingLimits {
  readonly standing_steps: number
  readonly standing_places: number
  readonly label_chars: number
}

export function standingRoomFrom(limits: StandingLimits): StandingRoom {
  return { steps: limits.standing_steps, places: limits.standing_places, signs: limits.label_chars }
}
