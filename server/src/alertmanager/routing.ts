import type { LabelSet, Millis } from '@watchfloor/contract'
import { NOTHING_STANDS, type Standing } from '../ground/standing.ts'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import type { AlertmanagerConfig } from './read-config.ts'
import { mutedOn, nodesFor } from './routing-tree.ts'
import { holds } from './time-interval.ts'

/** What the engine wants of a configuration. */
export interface Routing {
  readonly inhibitRules: readonly InhibitRule[]
  /** What the expressions of all that may cost one alert. */
  readonly standing: Standing
  /** Receivers of an alert, at least one. */
  readonly receiversOf: (labels: LabelSet) => readonly string[]
  /** Time intervals that mute an alert, which they do when each of its nodes in the routing tree is muted. */
  readonly mutedBy: (labels: LabelSet, now: Millis) => readonly string[]
  /** The time intervals that hold the moment, as one text: while it is the same, nobody's muting changes. */
  readonly windowsAt: (now: Millis) => string
  /** Life of an alert whose sender gives no end, ms; undefined where the settings of this server say it. */
  readonly resolveTimeout: Millis | undefined
  /** What is said of receivers that this server does not notify; undefined when there is no configuration. */
  readonly unserved: string | undefined
}

/** Receiver shown for alerts that came without one; Alertmanager's API always names at least one. */
export const OWN_RECEIVER = 'watchfloor'

const OWN_RECEIVERS = [OWN_RECEIVER]
const NONE: readonly string[] = []

/** Without an alertmanager.yml: nothing inhibits, and everything is for this server. */
export const NO_ROUTING: Routing = {
  inhibitRules: [],
  standing: NOTHING_STANDS,
  receiversOf: () => OWN_RECEIVERS,
  mutedBy: () => NONE,
  windowsAt: () => '',
  resolveTimeout: undefined,
  unserved: undefined,
}

export function routingOf(config: AlertmanagerConfig | undefined): Routing {
  if (config === undefined) return NO_ROUTING
  const { tree, inhibitRules, standing } = config
  const alone = listsOfOne()
  let known = { now: Number.NaN, isNow: isNowIn(config, 0) }
  /** Thousands of alerts ask about the same moment. */
  const isNowAt = (now: Millis): ((name: string) => boolean) => {
    if (now !== known.now) known = { now, isNow: isNowIn(config, now) }
    return known.isNow
  }
  return {
    inhibitRules,
    standing,
    resolveTimeout: config.resolveTimeout,
    mutedBy: (labels, now) => {
      if (config.intervals.size === 0) return NONE
      const muted = nodesFor(tree, labels).map((one) => mutedOn(one, isNowAt(now)))
      return muted.every((names) => names.length > 0) ? [...new Set(muted.flat())] : []
    },
    windowsAt: (now) => JSON.stringify([...config.intervals.keys()].filter(isNowAt(now))),
    unserved:
      config.unserved.length === 0 ? '' : `not notified by this server: ${config.unserved.join('; ')}`,
    receiversOf: (labels) => {
      const nodes = nodesFor(tree, labels)
      const [first] = nodes
      // Most have one, and alerts of one receiver share its list.
      if (nodes.length === 1 && first !== undefined) return alone(first.receiver)
      return [...new Set(nodes.map(({ receiver }) => receiver))]
    },
  }
}

/** A list of one name, the same list for the same name. Their names are those of a configuration, and few. */
function listsOfOne(): (name: string) => readonly string[] {
  const lists = new Map<string, readonly string[]>()
  return (name) => {
    const list = lists.get(name) ?? [name]
    lists.set(name, list)
    return list
  }
}

/** Tells which of the time intervals hold a moment. */
export function isNowIn({ intervals }: AlertmanagerConfig, now: Millis): (name: string) => boolean {
  const held = new Set([...intervals].flatMap(([name, spans]) => (holds(spans, now) ? [name] : [])))
  return (name) => held.has(name)
}
