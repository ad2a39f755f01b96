import { type Acknowledgement, isBlank, type Note } from '@watchfloor/contract'
import type { AlertRecord } from './record.ts'

/** Notes that an alert carries: each of its events has them all. Older ones stand in its history (S36). */
export const MOST_NOTES = 10

/** The alert with another note, in the place of its oldest where there are many. */
export function withNote<R extends Pick<AlertRecord, 'notes'>>(record: R, note: Note): R {
  return { ...record, notes: [...(record.notes ?? []), note].slice(-MOST_NOTES) }
}

export function withoutNote<R extends Pick<AlertRecord, 'notes'>>(record: R, id: string): R {
  const { notes = [], ...rest } = record
  const left = notes.filter((note) => note.id !== id)
  return (left.length === 0 ? rest : { ...rest, notes: left }) as R
}

/** What somebody wrote when they took it stays on the alert as a note of theirs, now that another has it (S37). */
export function withNoteOf<R extends Pick<AlertRecord, 'notes'>>(
  record: R,
  { name, at, note }: Acknowledgement,
): R {
  return note === undefined || isBlank(note)
    ? record
    : withNote(record, { id: `${at} ${name}`, name, at, text: note })
}
