import type { IngestAnswer, ReportBatch } from '../alerts/alert-input.ts'
import { RefusalTally } from '../alerts/refusals.ts'

/** So many alerts of a request are staged and committed together; a request may hold more than a turn of the loop can bear. */
const SLICE = 500

const NONE_STORED = 'none of it counts as stored'

/** Takes one slice; of one that could not be stored it says what becomes of the request: what was stored `before`. */
type Take = (slice: ReportBatch, before: string) => Promise<IngestAnswer>

/**
 * Takes the alerts of one request slice by slice, each on disk before the next: whoever sends very much waits for it
 * alone. One slice that cannot be stored ends it; sending all of it again changes nothing of what is there.
 */
export function inSlices(batch: ReportBatch, take: Take): Promise<IngestAnswer> {
  return batch.alerts.length <= SLICE ? take(batch, NONE_STORED) : sliceBySlice(batch, take)
}

async function sliceBySlice(batch: ReportBatch, take: Take): Promise<IngestAnswer> {
  const { alerts } = batch
  // Of one size: a slice of a single alert would look like a request of a single alert.
  const slices = Math.ceil(alerts.length / SLICE)
  const size = Math.ceil(alerts.length / slices)
  const rejected = new RefusalTally()
  let accepted = 0
  for (let n = 0; n < slices; n++) {
    const from = n * size
    const before = from === 0 ? NONE_STORED : `${from} of its ${alerts.length} alerts were stored before`
    const answer = await take(sliceOf(batch, from, from + size), before)
    if (!answer.ok) return answer
    accepted += answer.accepted
    rejected.addAll(answer.rejected)
  }
  return { ok: true, accepted, rejected }
}

function sliceOf(
  { unreadable, leftOut, alerts, ...rest }: ReportBatch,
  from: number,
  to: number,
): ReportBatch {
  const slice = { ...rest, alerts: alerts.slice(from, to) }
  // What is said of the request as a whole is said once.
  return from > 0 ? slice : { ...slice, ...(unreadable && { unreadable }), ...(leftOut && { leftOut }) }
}
