import { formatTime, type Millis } from '@watchfloor/contract'
import { closeLife } from '../alerts/life.ts'
import { type AlertRecord, liveReports } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import { present } from './acknowledge.ts'
import type { CommandAnswer } from './command-answer.ts'

/** Who ends which life of an alert. */
export interface ResolveCommand {
  readonly fingerprint: string
  readonly life: string | undefined
  readonly name: string
  readonly note: string | undefined
}

/**
 * Ends an unconfirmed alert by a person's word (S5). Any other one still has somebody who says that it fires, and
 * would be back with the next report: that is what silences and acknowledgements are for.
 */
export function resolveByHand(stage: Stage, command: ResolveCommand): CommandAnswer<AlertRecord> {
  const found = present(stage, command)
  if (!found.ok) return found
  const record = found.value
  if (!record.unconfirmed) return { ok: false, reason: 'conflict', message: stillReported(record, stage.now) }
  const step = {
    ...closeLife(record, stage.now, 'person', stage.now),
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
  const still = who.length === 0 ? 'it is not unconfirmed' : `it still fires: ${who.join('; ')}`
  return `${still}. Only an unconfirmed alert, whose source is quiet, ends by hand; silence or acknowledge this one, or have its sender resolve it`
}
