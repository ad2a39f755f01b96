import type { LabelSet, Millis } from '@watchfloor/contract'
import type { Problem } from '../ground/problem.ts'
import {
  DEFAULT_STANDING,
  NOTHING_STANDS,
  type Standing,
  type StandingRoom,
  standingError,
} from '../ground/standing.ts'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import { configStanding } from './config-standing.ts'
import { Decoder, last } from './decoder.ts'
import { readYaml } from './go-yaml.ts'
import { readGlobal } from './read-global.ts'
import { readInhibitRules } from './read-inhibit-rules.ts'
import { readReceivers } from './read-receivers.ts'
import { readRoutingTree } from './read-routing-tree.ts'
import { readTimeIntervals } from './read-time-intervals.ts'
import type { RoutingNode } from './routing-tree.ts'
import { shownConfig } from './shown-config.ts'
import type { TimeSpan } from './time-interval.ts'

/** What Watchfloor takes from an alertmanager.yml. */
export interface AlertmanagerConfig {
  /** What `GET /api/v2/status` shows of the file, which nothing secret can be in. */
  readonly original: string
  readonly tree: RoutingNode
  readonly receivers: readonly string[]
  /** By receiver; what `receiver_matchers` of the API ask about. */
  readonly receiverLabels: ReadonlyMap<string, LabelSet>
  /** Receivers with integrations, which this server does not notify, as `name (slack, email)`. */
  readonly unserved: readonly string[]
  readonly inhibitRules: readonly InhibitRule[]
  /** What the expressions of routes and inhibition rules may cost one alert. */
  readonly standing: Standing
  readonly intervals: ReadonlyMap<string, readonly TimeSpan[]>
  /** `global.resolve_timeout`; undefined when the file does not give one. */
  readonly resolveTimeout: Millis | undefined
}

export type ReadConfig =
  | { readonly ok: true; readonly config: AlertmanagerConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const KNOWN = [
  'global',
  'route',
  'inhibit_rules',
  'receivers',
  'templates',
  'mute_time_intervals',
  'time_intervals',
  'tracing',
  'event_recorder',
]

const TRACING = [
  'client_type',
  'endpoint',
  'sampling_fraction',
  'insecure',
  'tls_config',
  'headers',
  'compression',
  'timeout',
]
const RECORDER = ['file', 'webhook', 'kafka', 'stdout'].map((kind) => `${kind}_outputs`)

/**
 * Reads an Alertmanager's configuration as text, as Alertmanager 0.34 does: what it refuses is refused here, with
 * every reason, and beyond that only expressions that have no room. `file` names it in problems. Only the settings of
 * the receivers' integrations are not looked at.
 */
export function readAlertmanagerConfig(
  file: string,
  text: string,
  room: StandingRoom = DEFAULT_STANDING,
): ReadConfig {
  const yaml = readYaml(file, text)
  if (!yaml.ok) return yaml
  const decoder = new Decoder(file)
  const content = decoder.fields(yaml.root, '', KNOWN)
  const { resolveTimeout } = readGlobal(content.get('global'), decoder)
  const receivers = readReceivers(last(content.get('receivers')), decoder)
  const names = receivers.map(({ name }) => name)
  const intervals = readTimeIntervals(content, decoder)
  const known = { receivers: new Set(names), intervals: new Set(intervals.keys()) }
  const root = last(content.get('route'))
  if (root === undefined) decoder.problem('route', 'an Alertmanager configuration has a route')
  const tree = root === undefined ? undefined : readRoutingTree(root, known, decoder)
  const inhibitRules = readInhibitRules(last(content.get('inhibit_rules')), decoder)
  decoder.texts(last(content.get('templates')), 'templates')
  decoder.fields(last(content.get('tracing')), 'tracing', TRACING)
  decoder.fields(last(content.get('event_recorder')), 'event_recorder', RECORDER)
  const standing = tree === undefined ? NOTHING_STANDS : configStanding(tree, inhibitRules)
  const tooMuch = standingError('all routes and inhibition rules', standing, room)
  if (tooMuch !== undefined) decoder.problem('', tooMuch)
  if (tree === undefined || decoder.problems.length > 0) return { ok: false, problems: decoder.problems }

  return {
    ok: true,
    config: {
      original: shownConfig(content, receivers),
      tree,
      receivers: names,
      receiverLabels: new Map(receivers.map(({ name, labels }) => [name, labels])),
      unserved: receivers.flatMap(({ name, integrations }) =>
        integrations.length === 0 ? [] : [`${name} (${integrations.join(', ')})`],
      ),
      inhibitRules,
      standing,
      intervals,
      resolveTimeout,
    },
  }
}
