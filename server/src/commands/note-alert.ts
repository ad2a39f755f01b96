import { formatTime, JUST_RESOLVED_MS } from '@watchfloor/contract'
import { withNote, withoutNote } from '../alerts/notes.ts'
import { type AlertRecord, isLifeOf } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import { EVERYTHING } from '../scope/sight.ts'
import { type AcknowledgeCommand, present, type Sees } from './acknowledge.ts'
import type { CommandAnswer } from './command-answer.ts'

type OfAlert = Pick<AcknowledgeCommand, 'fingerprint' | 'life' | 'name'>

/** What somebody writes about which life of an alert. */
export interface NoteCommand extends OfAlert {
  readonly id: string
  readonly text: string
}

/** Writes a note on an alert, for as long as it is on the board (S36). */
export function noteAlert(
  stage: Stage,
  command: NoteCommand,
  sees: Sees = EVERYTHING.alert,
): CommandAnswer<AlertRecord> {
  const found = onBoard(stage, command, sees)
  if (!found.ok) return found
  const { id, name, text } = command
  return noted(stage, withNote(found.value, { id, name, at: formatTime(stage.now), text }), name)
}

/** Takes a note back; only who wrote it. What its history says stays. */
export function takeBackNote(
  stage: Stage,
  { id, ...command }: OfAlert & Pick<NoteCommand, 'id'>,
  sees: Sees = EVERYTHING.alert,
): CommandAnswer<AlertRecord> {
  const found = onBoard(stage, command, sees)
  if (!found.ok) return found
  const note = found.value.notes?.find((one) => one.id === id)
  if (note === undefined) return { ok: false, reason: 'not_found', message: 'the alert has no such note' }
  if (note.name !== command.name)
    return { ok: false, reason: 'conflict', message: `${note.name} wrote it, and only they take it back` }
  return noted(stage, withoutNote(found.value, id), command.name, `${note.name} took a note back`)
}

function noted(stage: Stage, record: AlertRecord, by: string, reason?: string): CommandAnswer<AlertRecord> {
  const step = {
    record,
    emit: ['alert_noted'] as const,
    by,
    ...(reason === undefined ? {} : { reason }),
    opens: false,
    durable: true,
  }
  return { ok: true, value: stage.applyStep(step) }
}

/** One that fires, or that resolved so lately that boards still show it. */
function onBoard(
  stage: Stage,
  command: Pick<AcknowledgeCommand, 'fingerprint' | 'life'>,
  sees: Sees,
): CommandAnswer<AlertRecord> {
  const record = stage.alert(command.fingerprint)
  const isLate = record?.status === 'resolved' && stage.now - record.updatedAt < JUST_RESOLVED_MS
  const isMeant = command.life === undefined || (record !== undefined && isLifeOf(record, command.life))
  if (record !== undefined && isLate && isMeant && !record.heartbeat && sees(record.labels))
    return { ok: true, value: record }
  return present(stage, command, sees)
}
