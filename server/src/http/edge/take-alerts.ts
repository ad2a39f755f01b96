import { refusalText } from '../../alerts/refusals.ts'
import { decodePostableAlerts } from '../../sources/decode-postable-alerts.ts'
import type { Refused } from './errors.ts'
import { type Asking, noteRefused, submit } from './ingest.ts'
import { inTurns } from './pace-of.ts'
import type { AppParts } from './parts.ts'

/** Alerts of one request that are being judged and stored. */
export interface Taking {
  readonly asking: Asking
  /** Undefined when all of them are on disk. */
  readonly refused: Promise<Refused | undefined>
}

/** Judges and stores the body of `POST /api/v2/alerts`; undefined is a missing one. */
export async function takeAlerts(
  parts: Pick<AppParts, 'core' | 'metrics' | 'logger' | 'clock' | 'shares'>,
  asking: Asking,
  body: unknown,
): Promise<Refused | undefined> {
  const decoding = inTurns(parts, asking, decodePostableAlerts(body))
  // What is short has been read by now: to wait for it would only cost each request a turn of promises.
  const decoded = decoding instanceof Promise ? await decoding : decoding
  if (!decoded.ok) {
    const { message } = decoded
    await noteRefused(parts, asking, { entry: 'direct' }, message)
    const error = decoded.kind === 'malformed' ? { status: 400 } : { status: 422, code: decoded.code }
    return { ...error, message, from: 'framework' }
  }
  const answer = await submit(parts, asking, decoded.value, { entry: 'direct', receiver: undefined })
  if (!answer.ok) return { status: 503, message: answer.message, from: 'handler' }
  if (answer.rejected.count === 0) return undefined
  // As in Alertmanager, the valid ones are stored all the same.
  return { status: 400, message: refusalText(answer.rejected), from: 'handler' }
}
