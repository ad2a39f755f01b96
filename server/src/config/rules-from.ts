import { type AlertRules, DEFAULT_RULES } from '../alerts/rules.ts'
import { budgetFrom } from './budget-settings.ts'
import { crowdFrom } from './crowd-settings.ts'
import { type Settings, severityTable } from './settings.ts'
import { sizesFrom } from './size-settings.ts'
import { subjectsOf, switchesFrom } from './switch-settings.ts'

/** What a report or the passing of time makes of an alert, by the settings. */
export function rulesFrom(settings: Settings): AlertRules {
  return {
    ...DEFAULT_RULES,
    resolveTimeout: settings.resolve_timeout,
    relayedTimeout: settings.relayed_timeout,
    remember: settings.retention.resolved,
    heartbeatName: settings.heartbeat.alertname,
    heartbeatMissing: settings.heartbeat.missing_after,
    ...(settings.heartbeat.from.length === 0 ? {} : { heartbeatFrom: subjectsOf(settings.heartbeat.from) }),
    askAfter: settings.acknowledgements.ask_after,
    returnAfter: settings.acknowledgements.return_after,
    offersLast: settings.acknowledgements.offers_last,
    switches: switchesFrom(settings),
    sizes: sizesFrom(settings.limits),
    budget: budgetFrom(settings.limits),
    ...crowdFrom(settings.limits),
    severities: severityTable(settings),
    replicaLabels: settings.replica_labels,
  }
}
