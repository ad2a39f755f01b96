import { type LabelSet, type Matcher, matchesAll } from '@watchfloor/contract'

/** A node of Alertmanager's routing tree, with what it inherits filled in. */
export interface Route {
  readonly receiver: string
  /** Labels that alerts are grouped by; `all` is `group_by: ['...']`. */
  readonly groupBy: readonly string[] | 'all'
  readonly matchers: readonly Matcher[]
  /** After a match, are the siblings that follow tried too? */
  readonly goesOn: boolean
  readonly routes: readonly Route[]
  /** Names of time intervals; unlike the rest they are not inherited. */
  readonly muteIntervals: readonly string[]
  readonly activeIntervals: readonly string[]
  /** Labels that the configuration gives to the route and its children; what is a template in them stays as written. */
  readonly labels: LabelSet
  /** Its place in the tree, as a key of its groups. */
  readonly path: string
}

/**
 * The routes that an alert takes: depth first, a match ends the search among the siblings unless it goes on, and a
 * node none of whose children match is taken itself. The root matches everything.
 */
export function routesOf(route: Route, labels: LabelSet): readonly Route[] {
  if (!matchesAll(route.matchers, labels)) return []
  const taken: Route[] = []
  for (const child of route.routes) {
    const found = routesOf(child, labels)
    taken.push(...found)
    if (found.length > 0 && !child.goesOn) break
  }
  return taken.length === 0 ? [route] : taken
}

/**
 * The time intervals that mute a route now: mute intervals that hold the moment, or, when none of its active ones
 * does, those. `isNow` tells whether an interval holds the moment.
 */
export function mutedOn(route: Route, isNow: (name: string) => boolean): readonly string[] {
  const { muteIntervals, activeIntervals } = route
  const active = activeIntervals.length === 0 || activeIntervals.some(isNow) ? [] : activeIntervals
  return [...muteIntervals.filter(isNow), ...active]
}

/** The labels of an alert's group on a route; a label that it lacks is not among them. */
export function groupLabelsOn(route: Route, labels: LabelSet): LabelSet {
  if (route.groupBy === 'all') return labels
  return Object.fromEntries(
    route.groupBy.flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name] as string]] : [])),
  )
}
