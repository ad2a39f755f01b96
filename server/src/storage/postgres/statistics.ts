import { formatTime, type LabelSet, type Millis, type Statistics, serviceLabel } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import { type CountedLife, countLives } from '../count-lives.ts'
import { labelsOf } from './labels.ts'
import type { Span } from './past-reads.ts'
import type { Ask } from './reads.ts'
import { fromText } from './texts.ts'

/** Lives that one answer counts: about a second of this thread. */
const MOST_COUNTED = 200_000
const NO_SERVICE = 'null'

type LifeRow = Omit<CountedLife, 'service'>

/** Counts the lives that began in a span, the newest of very many. */
export async function statistics(
  ask: Ask,
  { from, to, scope, offset }: Span & { readonly offset: Millis },
  most = MOST_COUNTED,
): Promise<Statistics> {
  const rows = await ask<LifeRow>(
    `SELECT fingerprint, alertname, level, began, acknowledged, owner, ended, ended_by FROM lives
    WHERE began >= $1::bigint AND began < $2::bigint ORDER BY began DESC LIMIT $3::bigint`,
    [from, to, most + 1],
  )
  const since = rows.length > most ? rows[most - 1]?.began : undefined
  const isInside = scope === undefined ? () => true : insideOf(scope)
  const services = await labelsOf(ask, new Set(rows.map(({ fingerprint }) => fingerprint)), (labels) => ({
    service: serviceOf(labels),
    isInside: isInside(labels),
  }))
  function* lives(): Generator<CountedLife> {
    for (const row of rows.slice(0, most)) {
      // The events of a life that has gone on for longer than the history are gone.
      const known = services.get(row.fingerprint)
      if (scope !== undefined && known?.isInside !== true) continue
      const { alertname, owner } = row
      yield {
        ...row,
        alertname: fromText(alertname),
        owner: owner === null ? null : fromText(owner),
        service: known?.service ?? NO_SERVICE,
      }
    }
  }
  const counted = countLives(lives(), offset)
  return { ...counted, counted_since: since === undefined ? null : formatTime(since) }
}

function serviceOf(labels: LabelSet): CountedLife['service'] {
  const label = serviceLabel(labels)
  return label === undefined ? NO_SERVICE : JSON.stringify([label, labels[label]])
}
