import { isGoingOn, type LateAlert } from '@watchfloor/contract'
import { type AlertRecord, isLifeOf } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import { type AcknowledgeCommand, acknowledge, type Sees, unacknowledge } from './acknowledge.ts'
import type { CommandAnswer } from './command-answer.ts'
import { type ResolveCommand, resolveByHand } from './resolve-by-hand.ts'

/** One of many alerts that something is done with. */
export interface OneOfMany {
  readonly fingerprint: string
  readonly life?: string | undefined
}

/** What is done with each of many alerts, on the same terms. */
export type ActOnMany =
  | ({ readonly act: 'acknowledge' } & Omit<AcknowledgeCommand, keyof OneOfMany>)
  | ({ readonly act: 'unacknowledge' } & Pick<AcknowledgeCommand, 'name'>)
  | ({ readonly act: 'resolve' } & Omit<ResolveCommand, keyof OneOfMany>)

/** Does it with some of them; answers which were left as they are, and why. What is wrong with the terms refuses all. */
export function actOnMany(
  stage: Stage,
  terms: ActOnMany,
  alerts: readonly OneOfMany[],
  sees: Sees,
): CommandAnswer<readonly LateAlert[]> {
  const late: LateAlert[] = []
  for (const one of alerts) {
    const answer = actOn(stage, terms, one, sees)
    if (answer.ok) continue
    if (answer.reason !== 'conflict' && answer.reason !== 'not_found') return answer
    late.push(answer.reason === 'not_found' ? notFound(one) : whyLate(stage, terms, one))
  }
  return { ok: true, value: late }
}

function actOn(
  stage: Stage,
  terms: ActOnMany,
  { fingerprint, life }: OneOfMany,
  sees: Sees,
): CommandAnswer<AlertRecord> {
  switch (terms.act) {
    case 'acknowledge':
      return acknowledge(stage, { ...terms, fingerprint, life }, sees)
    case 'unacknowledge':
      return unacknowledge(stage, { ...terms, fingerprint, life }, sees)
    case 'resolve':
      return resolveByHand(stage, { ...terms, fingerprint, life }, sees)
  }
}

function notFound({ fingerprint }: OneOfMany): LateAlert {
  return { fingerprint, why: 'not_found' }
}

function whyLate(stage: Stage, { act }: ActOnMany, { fingerprint, life }: OneOfMany): LateAlert {
  const record = stage.alert(fingerprint)
  const isOver = record === undefined || !isGoingOn(record) || (life !== undefined && !isLifeOf(record, life))
  if (isOver) return { fingerprint, why: 'over' }
  if (act === 'resolve') return { fingerprint, why: 'reported' }
  const holder = record.acknowledged?.name
  return { fingerprint, why: 'held', ...(holder !== undefined && { by: holder }) }
}
