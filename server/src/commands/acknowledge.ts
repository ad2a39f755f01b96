import {
  type Acknowledgement,
  alertName,
  compileMatcher,
  firstSeen,
  formatTime,
  isBlank,
  isGoingOn,
  isOfferedTo,
  type LabelSet,
  type Millis,
  type SeverityTable,
} from '@watchfloor/contract'
import { withNoteOf } from '../alerts/notes.ts'
import { type AlertRecord, isLifeOf } from '../alerts/record.ts'

import { rankOf } from '../alerts/severity-of.ts'
import type { Stage } from '../ledger/stage.ts'
import { EVERYTHING, type Sight } from '../scope/sight.ts'
import type { Acting } from '../silences/silence-table.ts'
import type { CommandAnswer } from './command-answer.ts'

/** Who takes which life of an alert, and until when. */
export interface AcknowledgeCommand {
  readonly fingerprint: string
  readonly life: string | undefined
  readonly name: string
  /** Undefined: as it was for whoever has it or takes it over, else until it resolves. */
  readonly until: Acknowledgement['until'] | undefined
  readonly endsAt: Millis | undefined
  readonly note: string | undefined
  /** Who has it, where it is taken over from them. */
  readonly from?: string | undefined
  /** Whose rule a silence goes by that stands for it elsewhere. */
  readonly acting?: Acting
}

/**
 * Takes an alert (S9). Refused when its life has ended since, or when somebody else has it, unless they offered it to
 * whoever asks (S37), or it is taken over from them by name. Whoever has it says by it that they are still on it (S38).
 */
export function acknowledge(
  stage: Stage,
  command: AcknowledgeCommand,
  sees: Sees = EVERYTHING.alert,
): CommandAnswer<AlertRecord> {
  const found = present(stage, command, sees)
  if (!found.ok) return found
  const holder = found.value.acknowledged
  const isOffered = isOfferedTo(holder, command.name)
  if (holder !== null && holder.name !== command.name && !isOffered && holder.name !== command.from) {
    const message = `${holder.name} acknowledged this at ${holder.at}; give it back first, or leave it with them`
    return { ok: false, reason: 'conflict', message }
  }
  if (command.until === 'time' && (command.endsAt === undefined || command.endsAt <= stage.now)) {
    return {
      ok: false,
      reason: 'invalid',
      message: 'until "time" needs ends_at, an RFC 3339 time in the future',
    }
  }
  const step = {
    record: heldBy(found.value, command, stage.now),
    emit: ['alert_acknowledged'] as const,
    by: command.name,
    ...reasonOf(holder, command.name, isOffered),
    opens: false,
    durable: true,
  }
  return { ok: true, value: stage.applyStep(step) }
}

function heldBy(record: AlertRecord, command: AcknowledgeCommand, now: Millis): AlertRecord {
  const { name, acting } = command
  const holder = record.acknowledged
  const isTheirs = holder?.name === name
  const { takenAs: before, takenBy: _whose, ...rest } = record
  const { until, ends_at } = termOf(command, holder)
  // As bad as it was when it was taken, for whoever goes on with that.
  const takenAs = command.until === undefined ? before : undefined
  // Whoever has it and says nothing of their note leaves it (S29); that of whoever had it stays, as theirs (S37).
  const note = command.note ?? (isTheirs ? holder.note : undefined)
  const moved = holder === null || isTheirs ? rest : withNoteOf(rest, holder)
  return {
    ...moved,
    acknowledged: {
      name,
      at: formatTime(now),
      until,
      ...(ends_at === undefined ? {} : { ends_at }),
      ...(note === undefined || isBlank(note) ? {} : { note }),
    },
    ...(until === 'worse' ? { takenAs: takenAs ?? record.labels.severity ?? '' } : {}),
    ...(acting === undefined ? {} : { takenBy: acting }),
    updatedAt: now,
  }
}

/** Until when: as is said, else as it was. */
function termOf(
  { until, endsAt }: AcknowledgeCommand,
  holder: Acknowledgement | null,
): Pick<Acknowledgement, 'until' | 'ends_at'> {
  if (until === undefined && holder !== null) return holder
  return {
    until: until ?? 'resolved',
    ...(until === 'time' ? { ends_at: formatTime(endsAt as number) } : {}),
  }
}

function reasonOf(
  holder: Acknowledgement | null,
  name: string,
  isOffered: boolean,
): { readonly reason?: string } {
  if (holder === null) return {}
  if (holder.name !== name)
    return { reason: isOffered ? `${holder.name} handed it over` : `taken over from ${holder.name}` }
  return holder.asked_at === undefined ? {} : { reason: 'still on it' }
}

/** Gives an alert back; one that nobody has stays as it is. */
export function unacknowledge(
  stage: Stage,
  command: Pick<AcknowledgeCommand, 'fingerprint' | 'life' | 'name'>,
  sees: Sees = EVERYTHING.alert,
): CommandAnswer<AlertRecord> {
  const found = present(stage, command, sees)
  if (!found.ok || found.value.acknowledged === null) return found
  const free: AlertRecord = { ...found.value, acknowledged: null, updatedAt: stage.now }
  const step = {
    record: free,
    emit: ['alert_unacknowledged'] as const,
    by: command.name,
    reason: `${command.name} gave it back`,
    opens: false,
    durable: true,
  }
  return { ok: true, value: stage.applyStep(step) }
}

/**
 * Ends acknowledgements that hold "until worse" (S9): the same labels but for the severity now fire with a
 * higher one. `opened` has just begun to fire; it may be the worse one, or the one that is held.
 */
export function endUntilWorse(stage: Stage, opened: AlertRecord, severities: SeverityTable): void {
  const held = stage.heldUntilWorse()
  if (held.length > 0) endHeld(stage, held, opened, severities)
}

function endHeld(
  stage: Stage,
  held: readonly AlertRecord[],
  opened: AlertRecord,
  severities: SeverityTable,
): void {
  const rank = (record: AlertRecord): number => rankOf(record.labels.severity ?? '', severities)
  const key = withoutSeverity(opened.labels)
  const isSameBut = (record: AlertRecord): boolean => withoutSeverity(record.labels) === key
  for (const record of held) {
    if (isSameBut(record) && rank(record) > rank(opened)) endAsWorse(stage, record, opened)
  }
  // It was held, was over for a while, and something worse began meanwhile.
  if (opened.acknowledged?.until !== 'worse') return
  const others = Object.entries(opened.labels).filter(([name]) => name !== 'severity')
  const alike = others.flatMap(([name, value]) => {
    const matcher = compileMatcher(name, '=', value)
    return matcher.ok ? [matcher.value] : []
  })
  for (const record of stage.firingFor(alike)) {
    if (isSameBut(record) && rank(record) < rank(opened)) return endAsWorse(stage, opened, record)
  }
}

export function endAsWorse(stage: Stage, record: AlertRecord, worse: AlertRecord): void {
  stage.applyStep({
    record: { ...record, acknowledged: null, updatedAt: stage.now },
    emit: ['alert_unacknowledged'],
    reason: `it got worse: ${alertName(worse.labels)} fires as ${firstSeen(worse.labels.severity) ?? 'no severity'}`,
    opens: false,
    durable: true,
  })
}

/** Does whoever asks see an alert with these labels? One that they do not see is unknown. */
export type Sees = Sight['alert']

/** The alert in its present life; refused when it is unknown, over, or in another life than the one that is meant. */
export function present(
  stage: Stage,
  command: Pick<AcknowledgeCommand, 'fingerprint' | 'life'>,
  sees: Sees,
): CommandAnswer<AlertRecord> {
  const record = stage.alert(command.fingerprint)
  if (record === undefined || record.heartbeat || !sees(record.labels)) {
    return { ok: false, reason: 'not_found', message: `no alert with the fingerprint ${command.fingerprint}` }
  }
  if (!isGoingOn(record)) {
    return {
      ok: false,
      reason: 'conflict',
      message: `the alert resolved at ${formatTime(record.endsAt ?? stage.now)}`,
    }
  }
  if (command.life !== undefined && !isLifeOf(record, command.life)) {
    const message = `the alert resolved and fired again at ${formatTime(record.lives.at(-1) ?? record.startsAt)}`
    return { ok: false, reason: 'conflict', message }
  }
  return { ok: true, value: record }
}

function withoutSeverity(labels: LabelSet): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => name !== 'severity')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
