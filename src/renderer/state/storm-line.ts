import { type BoardAlert, isGoingOn, type Millis } from '@watchfloor/contract'
import { lineOf } from '../../shared/alert-words.ts'
import { formatCount } from '../../shared/counts.ts'
import { createStorm } from '../../shared/storm.ts'
import { createTally, type Likely, STORM, type Tally } from '../../shared/storm-cause.ts'
import { momentText } from '../../shared/times.ts'
import type { ReadFacts } from './facts.ts'

/** Many alerts at once, as they still fire. */
export interface BoardStorm extends Likely {
  readonly since: Millis
  readonly alerts: number
  readonly criticals: number
  /** How many of them are suppressed: the noise that somebody has silenced. */
  readonly hidden: number
}

/** One from longer ago is what the board is like by now. */
const LONGEST_MS = 12 * 3_600_000

/**
 * The storm that a board is in: what began as one, by the same rule as for notifications, and goes on or still fires as
 * many alerts as make one. Told by when alerts began, so that who opens the board in the midst of it sees it too.
 */
export function stormOf(alerts: Iterable<BoardAlert>, factsOf: ReadFacts, now: Millis): BoardStorm | null {
  const firing = Array.from(alerts)
    .filter((alert) => isGoingOn(alert) && alert.level !== 'info')
    .map((alert) => ({ alert, facts: factsOf(alert) }))
    .filter(({ facts }) => facts.started > now - LONGEST_MS)
    .sort((a, b) => a.facts.started - b.facts.started)
  if (firing.length < STORM.groupsOver) return null
  const storm = createStorm(() => NOTHING_COUNTED)
  let since: Millis | null = null
  for (let from = 0; from < firing.length; ) {
    const at = firing[from]?.facts.started ?? 0
    let to = from + 1
    while (to < firing.length && (firing[to]?.facts.started ?? 0) - at < SECOND_MS) to++
    const batch = firing.slice(from, to).map(({ alert, facts }) => ({ alert, group: facts.group }))
    storm.isOver(at)
    if (storm.take(batch, at, at)) since = storm.facts().since
    from = to
  }
  storm.isOver(now)
  const began = since
  if (began === null) return null
  const inIt = firing.filter(({ facts }) => facts.started >= began)
  if (!storm.isOn() && inIt.length < STORM.alertsFrom) return null
  const tally = createTally()
  for (const { alert } of inIt) tally.add(alert)
  return {
    ...tally.likely(),
    since: began,
    alerts: inIt.length,
    criticals: inIt.filter(({ alert }) => alert.level === 'critical').length,
    hidden: inIt.filter(({ facts }) => facts.lane === 'suppressed').length,
  }
}

const SECOND_MS = 1_000

const NOTHING_COUNTED: Tally = { alerts: () => 0, add: () => {}, likely: () => ({ cause: null, where: '' }) }

/** `rack-7`, with the cluster where all of it shares one. */
export function causeText({ cause, where }: Likely): string {
  return cause === null ? '' : lineOf([cause.value, where].filter(Boolean).join(' '))
}

/** `2,000 since 20:58 · rack-7 explains 1,818 · 5 criticals apart`, in its parts. */
export function stormTexts(storm: BoardStorm, now: Millis): readonly string[] {
  const { cause, criticals, hidden } = storm
  return [
    `${formatCount(storm.alerts)} since ${momentText(storm.since, now)}`,
    cause === null ? 'no single cause' : `${causeText(storm)} explains ${formatCount(cause.count)}`,
    ...(hidden > 0 ? [`${formatCount(hidden)} hidden`] : []),
    ...(criticals > 0
      ? [`${formatCount(criticals)} ${criticals === 1 ? 'critical' : 'criticals'} apart`]
      : []),
  ]
}
