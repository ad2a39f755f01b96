import type { Late } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'
import type { QuestionStore } from '../../state/actions.ts'
import type { ToastAction } from '../../state/toasts.ts'
import { askQuestion } from './ask.ts'
import { lateReason } from './outcome-words.ts'

/** The button that shows which of many were left as they are, and why; none when all were done. */
export function showLate(questions: QuestionStore, late: readonly Late<Alert>[]): readonly ToastAction[] {
  if (late.length === 0) return []
  const lines = late.map((one) => ({ alert: one.alert, why: lateReason(one) }))
  const run = (): void =>
    void askQuestion<void>(questions, (answer) => ({ kind: 'late', late: lines, answer }))
  return [{ label: 'Show', run }]
}
