import { type LabelSet, type Matcher, type Millis, matchesAll } from '@watchfloor/contract'

/** An always-firing alert whose silence is the incident (S12). */
export interface DeadManSwitch {
  /** Name of its health row. */
  readonly name: string
  readonly matchers: readonly Matcher[]
  readonly missingAfter: Millis
  /** It must come even if it has never come; otherwise it is expected from its first time on. */
  readonly isRequired: boolean
  /** Subjects of the credentials whose word alone counts; undefined: anybody's. */
  readonly from?: readonly string[] | undefined
}

interface Rules {
  readonly heartbeatName: string
  readonly heartbeatMissing: Millis
  readonly heartbeatFrom?: readonly string[] | undefined
  readonly switches: readonly DeadManSwitch[]
}

/** Is this alert a switch, and so a health row and never a board row? */
export function isDeadManSwitch(labels: LabelSet, rules: Rules): boolean {
  return (
    labels.alertname === rules.heartbeatName ||
    rules.switches.some(({ matchers }) => matchesAll(matchers, labels))
  )
}

/** How long this switch may be missing, ms. An alert that is several belongs to the first. */
export function missingAfter(labels: LabelSet, rules: Rules): Millis {
  const own = rules.switches.find(({ matchers }) => matchesAll(matchers, labels))
  return own?.missingAfter ?? rules.heartbeatMissing
}

/** Every switch with the alerts that are it; the pipeline's heartbeat is what no configured switch takes. */
export function sortedBySwitch<T extends { readonly labels: LabelSet }>(
  alerts: readonly T[],
  rules: Rules,
): readonly { readonly of: Omit<DeadManSwitch, 'matchers'>; readonly alerts: readonly T[] }[] {
  const rest = new Set(alerts)
  const configured = rules.switches.map((of) => {
    const own = [...rest].filter(({ labels }) => matchesAll(of.matchers, labels))
    for (const alert of own) rest.delete(alert)
    return { of, alerts: own }
  })
  const pipeline = {
    name: rules.heartbeatName,
    missingAfter: rules.heartbeatMissing,
    isRequired: false,
    from: rules.heartbeatFrom,
  }
  return [{ of: pipeline, alerts: [...rest] }, ...configured]
}
