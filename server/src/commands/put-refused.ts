import type { AlertRules } from '../alerts/rules.ts'
import { withNames } from '../health/others-row.ts'
import { type RefusedMessage, withRefused } from '../health/refused-message.ts'
import type { Stage } from '../ledger/stage.ts'
import { SourceRows } from './source-rows.ts'

/** Shows on its sender's health row that a whole request was not taken. */
export function putRefused(stage: Stage, message: RefusedMessage, rules: Pick<AlertRules, 'sources'>): void {
  const rows = new SourceRows(stage, message, rules)
  const row = rows.rowOf()
  const source = rows.owned(withRefused(stage.source(row), row, message, stage.now))
  const others = rows.others.get(row)
  stage.putSource(others === undefined ? source : { ...source, others: withNames(source.others, others) })
}
