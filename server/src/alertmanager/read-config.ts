import type { LabelSet } from '@watchfloor/contract'
import { parseDocument, visit } from 'yaml'
import type { Problem } from '../ground/problem.ts'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import { Findings } from './findings.ts'
import { readInhibitRules } from './read-inhibit-rules.ts'
import { readRoutingTree } from './read-routing-tree.ts'
import { readTimeIntervals } from './read-time-intervals.ts'
import type { RoutingNode } from './routing-tree.ts'
import type { TimeSpan } from './time-interval.ts'

/** What Watchfloor takes from an alertmanager.yml. */
export interface AlertmanagerConfig {
  /** The file as given, its secrets as `<secret>`; what `GET /api/v2/status` shows. */
  readonly original: string
  readonly tree: RoutingNode
  readonly receivers: readonly string[]
  /** By receiver; what `receiver_matchers` of the API ask about. */
  readonly receiverLabels: ReadonlyMap<string, LabelSet>
  /** Receivers with integrations, which this server does not notify, as `name (slack, email)`. */
  readonly unserved: readonly string[]
  readonly inhibitRules: readonly InhibitRule[]
  readonly intervals: ReadonlyMap<string, readonly TimeSpan[]>
}

export type ReadConfig =
  | { readonly ok: true; readonly config: AlertmanagerConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Keys whose values Alertmanager itself does not show. */
const SECRET =
  /(^|_)(password|secret|token|credentials|api_key|routing_key|service_key|user_key|auth_password|auth_secret)$|^(api_url|url|webhook_url|slack_api_url)$/

/**
 * Reads an Alertmanager's configuration as text. `file` names it in problems. What Watchfloor does not use (global,
 * templates, the receivers' own settings) is taken as it is.
 */
export function readAlertmanagerConfig(file: string, text: string): ReadConfig {
  const findings = new Findings(file)
  const document = parseDocument(text)
  for (const error of document.errors) findings.problem('', error.message)
  if (findings.problems.length > 0) return { ok: false, problems: findings.problems }
  const content = findings.object(document.toJS() as unknown, '')
  const receivers = findings.list(content.receivers, 'receivers').map((item, n) => {
    const receiver = findings.object(item, `receivers[${n}]`)
    if (typeof receiver.name !== 'string' || receiver.name === '')
      findings.problem(`receivers[${n}].name`, 'every receiver needs a name')
    const integrations = Object.keys(receiver).filter((key) => key.endsWith('_configs'))
    const labels = findings.labels(receiver.labels, `receivers[${n}].labels`)
    return { name: String(receiver.name), labels, integrations: integrations.map((key) => key.slice(0, -8)) }
  })
  const names = receivers.map(({ name }) => name)
  for (const name of new Set(names.filter((one, n) => names.indexOf(one) !== n)))
    findings.problem('receivers', `two receivers have the name ${JSON.stringify(name)}`)
  if (content.route === undefined) findings.problem('route', 'an Alertmanager configuration has a route')
  const intervals = readTimeIntervals(content, findings)
  const known = { receivers: new Set(names), intervals: new Set(intervals.keys()) }
  const tree = readRoutingTree(content.route ?? {}, known, findings)
  const inhibitRules = readInhibitRules(content.inhibit_rules, findings)
  if (findings.problems.length > 0) return { ok: false, problems: findings.problems }

  visit(document, {
    Pair: (_key, pair) => {
      const key = String((pair.key as { value?: unknown } | null)?.value ?? '')
      const value = pair.value as { value?: unknown } | null
      if (SECRET.test(key) && typeof value?.value === 'string') value.value = '<secret>'
    },
  })
  return {
    ok: true,
    config: {
      original: document.toString(),
      tree,
      receivers: names,
      receiverLabels: new Map(receivers.map(({ name, labels }) => [name, labels])),
      unserved: receivers.flatMap(({ name, integrations }) =>
        integrations.length === 0 ? [] : [`${name} (${integrations.join(', ')})`],
      ),
      inhibitRules,
      intervals,
    },
  }
}
