import type { FastifyRequest } from 'fastify'
import type { Entry, IngestAnswer } from '../core/core.ts'
import type { DecodedAlerts } from '../sources/decoded.ts'
import { type Product, productOf } from '../sources/product.ts'
import type { AppParts } from './parts.ts'

/**
 * Hands the alerts of one request to the core and writes the request's one line of log. `product` is given when the
 * body or the address itself says who wrote it; otherwise the request's `User-Agent` does. `via` names the mapping that
 * the body was read by: who sends in two formats is two senders.
 */
export async function submit(
  parts: Pick<AppParts, 'core' | 'metrics' | 'log' | 'clock'>,
  request: FastifyRequest,
  decoded: DecodedAlerts,
  from: {
    readonly entry: Entry
    readonly receiver: string | undefined
    readonly product?: Product
    readonly via?: string
  },
): Promise<IngestAnswer> {
  const began = parts.clock.monotonic()
  const product = from.product ?? productOf(request.headers['user-agent'])
  const caller = request.principal.name ?? request.address
  const sender = from.via === undefined ? caller : `${from.via} ${caller}`
  const { alerts, rejected: unreadable } = decoded
  const answer = await parts.core.ingest({
    entry: from.entry,
    receiver: from.receiver,
    product,
    sender,
    alerts,
    unreadable,
  })
  const ms = parts.clock.monotonic() - began
  parts.metrics.http.ingest(ms / 1000)
  const outcome = answer.ok
    ? { accepted: answer.accepted, rejected: answer.rejected.length }
    : { refused: answer.reason }
  parts.log.debug({ entry: from.entry, product, sender, ...outcome, ms: Math.round(ms * 10) / 10 }, 'ingest')
  return answer
}
