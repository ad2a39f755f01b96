import { isGoingOn, levelOf, type NamedLevel, type SeverityTable, severityKey } from '@watchfloor/contract'
import { type Directions, republish } from '../alerts/life.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { levelledLabels } from '../alerts/severity-of.ts'
import type { Step } from '../alerts/step.ts'
import type { Stage } from '../ledger/stage.ts'
import type { CommandAnswer } from './command-answer.ts'

/** So many names may be kept: more is a sender that makes them up. */
export const MOST_SEVERITIES = 500

export interface MapSeverity {
  /** As the label has it. */
  readonly value: string
  /** Null takes back what it was mapped to. */
  readonly level: NamedLevel | null
  readonly by: string | undefined
}

interface Around {
  /** What the configuration maps, the built-in names included. */
  readonly given: SeverityTable
  readonly rules: AlertRules
  readonly directions: Directions
}

/**
 * From now on a name of a severity means a level (S8): all alerts that go on and whose level that changes are told of,
 * in the same transaction. Answers how many these are. What the configuration maps stays what that says.
 */
export function mapSeverity(
  stage: Stage,
  { value, level, by }: MapSeverity,
  { given, rules, directions }: Around,
): CommandAnswer<number> {
  const key = severityKey(value)
  if (key === '') return refused('invalid', 'an alert without a severity has none that could be mapped')
  const known = [...stage.keptSeverities()]
  const isKept = known.some((one) => one.key === key)
  if (level === null && !isKept) return refused('not_found', `nobody mapped ${JSON.stringify(value)} here`)
  if (level !== null && Object.hasOwn(given, key))
    return refused(
      'conflict',
      `${JSON.stringify(value)} is ${given[key]} by the server’s configuration or its built-in names, and that holds`,
    )
  if (level !== null && !isKept && known.length >= MOST_SEVERITIES)
    return refused(
      'invalid',
      `${MOST_SEVERITIES} names are mapped already, as many as may be: take some back`,
    )
  const before = stage.severities
  const told = by === undefined ? {} : { by }
  stage.keepSeverity(key, level === null ? undefined : { key, value, level, at: stage.now, ...told })
  let changed = 0
  for (const record of [...stage.alerts()]) {
    if (!isGoingOn(record) || record.heartbeat) continue
    const step = relevel(record, before, stage, { ...rules, severities: stage.severities }, directions)
    if (step === undefined) continue
    stage.applyStep({ ...step, ...told })
    changed++
  }
  return { ok: true, value: changed }
}

/** The alert with the level that its severity means now; undefined where that is what it was. */
function relevel(
  record: AlertRecord,
  before: SeverityTable,
  { now }: Pick<Stage, 'now'>,
  rules: AlertRules,
  directions: Directions,
): Step | undefined {
  const severity = record.labels.severity ?? ''
  const levelBefore = levelOf(severity, before)
  // Of several that it is given, another may be the worst now.
  if (record.levelled && levelledLabels(record, rules.severities) !== record.labels)
    return { ...republish(record, now, rules, directions), levelBefore }
  if (levelOf(severity, rules.severities) === levelBefore) return undefined
  return {
    record: { ...record, updatedAt: now },
    emit: ['alert_updated'],
    levelBefore,
    opens: false,
    durable: true,
  }
}

function refused(reason: 'invalid' | 'not_found' | 'conflict', message: string): CommandAnswer<never> {
  return { ok: false, reason, message }
}
