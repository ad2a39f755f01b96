import type { AlertRules } from '../alerts/rules.ts'
import { DEFAULT_RULES } from '../alerts/rules.ts'
import { count } from './notation.ts'

const { reporters, sources } = DEFAULT_RULES

/** How many names that senders choose are told apart. */
export const crowdSettings = {
  reporters: count(
    reporters,
    1,
    'Reporters of one alert that are told apart; further ones of a sender count as one.',
  ),
  sources_per_sender: count(
    sources.perSender,
    1,
    'Health rows of the sources that one sender names; further ones share a row.',
  ),
  sources: count(sources.total, 1, 'Health rows of all sources; further ones share a row.'),
}

/** The limits as they are configured. */
export function crowdFrom(
  limits: {
    readonly [K in keyof typeof crowdSettings]: number
  },
): Pick<AlertRules, 'reporters' | 'sources'> {
  return {
    reporters: limits.reporters,
    sources: { perSender: limits.sources_per_sender, total: limits.sources },
  }
}
