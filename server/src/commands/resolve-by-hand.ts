import { formatTime, type Millis } from '@watchfloor/contract'
import { endedByHand } from '../alerts/life.ts'
import { type AlertRecord, liveReports } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import { EVERYTHING } from '../scope/sight.ts'
import { present, type Sees } from './acknowledge.ts'
import type { CommandAnswer } from './command-answer.ts'

/** Who ends which life of an alert. */
export interface ResolveCommand {
  readonly fingerprint: string
  readonly life: string | undefined
  readonly name: string
  readonly note: string | undefined
  /** It is meant although somebody still reports it. */
  readonly confirmed?: boolean
}

/**
 * Ends an alert by a person's word (S5). One that is not unconfirmed still has somebody who says that it fires, and is
 * back with the next report: that is what silences and acknowledgements are for, so it takes a second word.
 */
export function resolveByHand(
  stage: Stage,
  command: ResolveCommand,
  sees: Sees = EVERYTHING.alert,
): CommandAnswer<AlertRecord> {
  const found = present(stage, command, sees)
  if (!found.ok) return found
  const record = found.value
  if (!record.unconfirmed && command.confirmed !== true)
    return { ok: false, reason: 'conflict', message: stillReported(record, stage.now) }
  const step = {
    ...endedByHand(record, stage.now),
    by: command.name,
    ...(command.note === undefined ? {} : { reason: command.note }),
  }
  return { ok: true, value: stage.applyStep(step) }
}

function stillReported(record: AlertRecord, now: Millis): string {
  const who = liveReports(record).map(({ source, updatedAt, endsAt }) => {
    const until = endsAt > now ? `, which holds until ${formatTime(endsAt)}` : ''
    return `${source} reported it at ${formatTime(updatedAt)}${until}`
  })
  const still =
    record.status === 'resolved'
      ? 'it flaps, and is quiet for the moment'
      : who.length === 0
        ? 'it is not unconfirmed'
        : `it still fires: ${who.join('; ')}`
  return `${still}. The next report would open it again: silence or acknowledge it, or have its sender resolve it; to end it all the same, send "confirm": true`
}
