import { formatTime, isOfferedTo, isSamePerson, type Millis } from '@watchfloor/contract'
import { withNote } from '../alerts/notes.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import { EVERYTHING } from '../scope/sight.ts'
import { type AcknowledgeCommand, present, type Sees } from './acknowledge.ts'
import type { CommandAnswer } from './command-answer.ts'

type OfAlert = Pick<AcknowledgeCommand, 'fingerprint' | 'life' | 'name'>

/** Who offers which life of an alert to whom. */
export interface HandOverCommand extends OfAlert {
  readonly to: string
  /** Becomes a note on the alert, with this id. */
  readonly note: { readonly id: string; readonly text: string } | undefined
}

/**
 * Offers an alert to somebody, who takes it by acknowledging it; until then it stays with whoever has it (S37). Another
 * offer takes the place of one that waits.
 */
export function handOver(
  stage: Stage,
  command: HandOverCommand,
  { sees = EVERYTHING.alert, lasts }: { readonly sees?: Sees; readonly lasts: Millis },
): CommandAnswer<AlertRecord> {
  const found = present(stage, command, sees)
  if (!found.ok) return found
  const { name, to, note } = command
  const own = found.value.acknowledged
  if (own === null)
    return {
      ok: false,
      reason: 'conflict',
      message: 'nobody has it: acknowledge it first, then hand it over',
    }
  if (own.name !== name)
    return { ok: false, reason: 'conflict', message: `${own.name} has it, and only they can hand it over` }
  if (isSamePerson(to, name)) return { ok: false, reason: 'invalid', message: `${name} has it already` }
  const at = formatTime(stage.now)
  const offered: AlertRecord = {
    ...found.value,
    acknowledged: { ...own, offered_to: { name: to, at, lapses_at: formatTime(stage.now + lasts) } },
    updatedAt: stage.now,
  }
  const record = note === undefined ? offered : withNote(offered, { ...note, name, at })
  const step = { record, emit: ['alert_offered'] as const, by: name, opens: false, durable: true }
  return { ok: true, value: stage.applyStep(step) }
}

/** Ends an offer: whoever made it withdraws it, or whoever it is for declines. Where there is none, all stays as it is. */
export function endOffer(
  stage: Stage,
  command: OfAlert,
  sees: Sees = EVERYTHING.alert,
): CommandAnswer<AlertRecord> {
  const found = present(stage, command, sees)
  if (!found.ok) return found
  const { name } = command
  const own = found.value.acknowledged
  if (own?.offered_to === undefined) return found
  const { offered_to, ...kept } = own
  const isDeclined = isOfferedTo(own, name)
  if (!isDeclined && own.name !== name) {
    const message = `${own.name} offered it to ${offered_to.name}: they alone withdraw or decline it`
    return { ok: false, reason: 'conflict', message }
  }
  const step = {
    record: { ...found.value, acknowledged: kept, updatedAt: stage.now },
    emit: ['alert_offer_ended'] as const,
    by: name,
    reason: isDeclined ? `${name} declined` : `${name} withdrew it`,
    opens: false,
    durable: true,
  }
  return { ok: true, value: stage.applyStep(step) }
}
