import type { LabelSet } from '@watchfloor/contract'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import type { AlertmanagerConfig } from './read-config.ts'
import { routesOf } from './route.ts'

/** What the engine wants of a configuration. */
export interface Routing {
  readonly inhibitRules: readonly InhibitRule[]
  /** Receivers of an alert, at least one. */
  readonly receiversOf: (labels: LabelSet) => readonly string[]
  /** What is said of receivers that this server does not notify; undefined when there is no configuration. */
  readonly unserved: string | undefined
}

/** Receiver shown for alerts that came without one; Alertmanager's API always names at least one. */
export const OWN_RECEIVER = 'watchfloor'

/** Without an alertmanager.yml: nothing inhibits, and everything is for this server. */
export const NO_ROUTING: Routing = {
  inhibitRules: [],
  receiversOf: () => [OWN_RECEIVER],
  unserved: undefined,
}

export function routingOf(config: AlertmanagerConfig | undefined): Routing {
  if (config === undefined) return NO_ROUTING
  const { route, inhibitRules } = config
  return {
    inhibitRules,
    unserved:
      config.unserved.length === 0 ? '' : `not notified by this server: ${config.unserved.join('; ')}`,
    receiversOf: (labels) => [...new Set(routesOf(route, labels).map(({ receiver }) => receiver))],
  }
}
