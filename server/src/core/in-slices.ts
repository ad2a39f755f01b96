import type { IngestAnswer, ReportBatch } from '../alerts/alert-input.ts'
import { RefusalTally } from '../alerts/refusals.ts'

/** So many alerts of a request are staged and committed together; a request may hold more than a turn of the loop can bear. */
const SLICE = 500

const NONE_STORED = 'none of it counts as stored'

/**
 * Takes the alerts of one request slice by slice, each on disk before the next: whoever sends very much waits for it
 * alone. One slice that cannot be stored ends it; sending all of it again changes nothing of what is there.
 */
export async function inSlices(
  batch: ReportBatch,
  take: (slice: ReportBatch) => Promise<IngestAnswer>,
): Promise<IngestAnswer> {
  const { alerts } = batch
  if (alerts.length <= SLICE) {
    const answer = await take(batch)
    return answer.ok ? answer : { ...answer, message: `${answer.message}; ${NONE_STORED}` }
  }
  // Of one size: a slice of a single alert would look like a request of a single alert.
  const slices = Math.ceil(alerts.length / SLICE)
  const size = Math.ceil(alerts.length / slices)
  const rejected = new RefusalTally()
  let accepted = 0
  for (let n = 0; n < slices; n++) {
    const from = n * size
    const answer = await take(sliceOf(batch, from, from + size))
    if (!answer.ok) {
      const kept = from === 0 ? NONE_STORED : `${from} of its ${alerts.length} alerts were stored before`
      return { ...answer, message: `${answer.message}; ${kept}` }
    }
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
