import { bothStanding, NOTHING_STANDS, type Standing, standingOf } from '../ground/standing.ts'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import type { RoutingNode } from './routing-tree.ts'

/** An alert's way through the tree is looked for twice: for its receivers, and for what mutes it. */
const ROUTE_TRIES = 2
/** A rule is asked about an alert when it comes, when it is put into the index, and when its inhibitors are looked for. */
const RULE_TRIES = 5

/** What the expressions of routes and inhibition rules may cost one alert. */
export function configStanding(tree: RoutingNode, rules: readonly InhibitRule[]): Standing {
  const ofRules = standingOf(
    rules.flatMap(({ source, target }) => [...source, ...target]),
    RULE_TRIES,
  )
  return bothStanding(ofRoutes(tree), ofRules)
}

function ofRoutes({ matchers, children }: RoutingNode): Standing {
  return [standingOf(matchers, ROUTE_TRIES), ...children.map(ofRoutes)].reduce(bothStanding, NOTHING_STANDS)
}
