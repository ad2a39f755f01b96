import {
  type Event,
  type LabelSet,
  type LoggedEvent,
  labelsOf,
  type MatcherData,
  type Scope,
} from '@watchfloor/contract'
import { insideOf } from './inside.ts'
import { reaches, staysWithin } from './silence-and-scope.ts'

/** What is a person's to see by their scope, as far as it can be told from the thing alone. */
export interface Sight {
  /** The same for those who see the same; empty for who sees everything. */
  readonly key: string
  readonly scope: Scope | undefined
  readonly alert: (labels: LabelSet) => boolean
  /** Something of what it hides, or could hide. */
  readonly silence: (silence: Hiding) => boolean
  /** All of what it could hide. */
  readonly wholeSilence: (silence: Hiding) => boolean
  readonly event: (event: Event | LoggedEvent) => boolean
}

interface Hiding {
  readonly matchers: readonly MatcherData[]
}

export const EVERYTHING: Sight = {
  key: '',
  scope: undefined,
  alert: () => true,
  silence: () => true,
  wholeSilence: () => true,
  event: () => true,
}

/**
 * Health rows of whoever runs the server name senders, receivers and other people's silences; with a scope one sees
 * those by which one's own alerts may be missing.
 */
export const ROWS_FOR_ALL: ReadonlySet<string> = new Set(['Capacity', 'Clock'])

export function sightOf(scope: Scope | undefined): Sight {
  if (scope === undefined) return EVERYTHING
  const alert = insideOf(scope)
  const silence = remembered((matchers) => reaches(matchers, scope))
  const wholeSilence = remembered((matchers) => staysWithin(matchers, scope))
  return {
    key: keyOf(scope),
    scope,
    alert,
    silence: ({ matchers }) => silence(matchers),
    wholeSilence: ({ matchers }) => wholeSilence(matchers),
    event: (event) => {
      switch (event.source) {
        case 'alert_processor':
          return labelsOf(event.data).some(alert)
        case 'silence_manager':
          return silence(event.data.matchers)
        case 'health_monitor': {
          const { kind, component } = event.data
          return kind === 'store' || kind === 'pipeline' || (kind === 'server' && ROWS_FOR_ALL.has(component))
        }
        case 'system':
          return event.data.silence !== undefined
        case 'stats_collector':
          return false
        default:
          return event satisfies never
      }
    },
  }
}

/** In whatever order it was written. */
function keyOf(scope: Scope): string {
  const labels = Object.entries(scope).map(([name, values]) => [name, [...new Set(values)].sort()] as const)
  return JSON.stringify(labels.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Matchers never change, and expressions cost something. */
function remembered(
  judge: (matchers: readonly MatcherData[]) => boolean,
): (matchers: readonly MatcherData[]) => boolean {
  const known = new WeakMap<readonly MatcherData[], boolean>()
  return (matchers) => {
    const before = known.get(matchers)
    if (before !== undefined) return before
    const answer = judge(matchers)
    known.set(matchers, answer)
    return answer
  }
}
