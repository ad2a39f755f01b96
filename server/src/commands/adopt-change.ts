import type { Silence } from '@watchfloor/contract'
import { type AlertRecord, isLifeOf } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import { ACKNOWLEDGED, markOf } from '../silences/acknowledgement-mark.ts'

/**
 * A person changed a silence that stands for an acknowledgement: another end is an acknowledgement until then, and the comment is its note.
 */
export function adoptChange(stage: Stage, old: Silence, changed: Silence, by: string): void {
  const mark = markOf(old)
  const record = mark === undefined ? undefined : stage.alert(mark.fingerprint)
  if (record?.acknowledged == null || mark === undefined || !isLifeOf(record, mark.life)) return
  const { note: _note, ...ack } = record.acknowledged
  const note = changed.comment.replace(ACKNOWLEDGED, '').trim()
  const timed = old.ends_at === changed.ends_at ? {} : { until: 'time' as const, ends_at: changed.ends_at }
  const acknowledged = { ...ack, ...timed, ...(note === '' ? {} : { note }) }
  if (JSON.stringify(acknowledged) === JSON.stringify({ ...ack, ...noteOf(record) })) return
  stage.applyStep({
    record: { ...record, acknowledged, updatedAt: stage.now },
    emit: ['alert_acknowledged'],
    by,
    reason: `the silence ${old.id} that stands for the acknowledgement was changed`,
    opens: false,
    durable: true,
  })
}

function noteOf({ acknowledged }: AlertRecord): { readonly note?: string } {
  return acknowledged?.note === undefined || acknowledged.note === '' ? {} : { note: acknowledged.note }
}
