import type { FastifyRequest } from 'fastify'
import { lacking } from '../../access/rights.ts'
import type { Entry, IngestAnswer, ReportBatch } from '../../alerts/alert-input.ts'
import { clipped } from '../../health/clipped.ts'
import type { DecodedAlerts } from '../../sources/decoded.ts'
import { type Product, productOf } from '../../sources/product.ts'
import { askerOf } from './pace-of.ts'
import type { AppParts } from './parts.ts'

/** Who sends, as far as it is known beside the request itself. */
interface From {
  /** Given when the body or the address itself says who wrote it; otherwise the request's `User-Agent` does. */
  readonly product?: Product
  /** Name of the mapping that the body was read by: who sends in two formats is two senders. */
  readonly via?: string | undefined
}

/** Hands the alerts of one request to the core and writes the request's one line of log. */
export async function submit(
  parts: Pick<AppParts, 'core' | 'metrics' | 'logger' | 'clock'>,
  request: FastifyRequest,
  decoded: DecodedAlerts,
  from: From & {
    readonly entry: Entry
    readonly receiver: string | undefined
    readonly leftOut?: ReportBatch['leftOut']
  },
): Promise<IngestAnswer> {
  const began = parts.clock.monotonic()
  const { product, sender } = senderOf(request, from)
  const { alerts, rejected: unreadable } = decoded
  const answer = await parts.core.ingest({
    entry: from.entry,
    receiver: from.receiver,
    product,
    sender,
    holder: askerOf(request),
    mayEndOthers: lacking(request.principal, 'respond') === undefined,
    alerts,
    unreadable,
    ...(from.leftOut === undefined ? {} : { leftOut: from.leftOut }),
  })
  const ms = parts.clock.monotonic() - began
  parts.metrics.http.ingest(ms / 1000)
  const outcome = answer.ok
    ? { accepted: answer.accepted, rejected: answer.rejected.count }
    : { refused: answer.reason }
  parts.logger.debug(
    { entry: from.entry, product, sender, ...outcome, ms: Math.round(ms * 10) / 10 },
    'ingest',
  )
  return answer
}

/**
 * Shows on its sender's health row that a whole request was not taken, and writes it to the log. When the store fails,
 * too, that is the greater trouble and is told by itself.
 */
export async function noteRefused(
  parts: Pick<AppParts, 'core' | 'logger'>,
  request: FastifyRequest,
  from: From,
  reason: string,
): Promise<void> {
  const message = { ...senderOf(request, from), reason: clipped(reason) }
  parts.logger.warn(message, 'a message was refused')
  await parts.core.refused(message)
}

function senderOf(
  request: FastifyRequest,
  from: From,
): { readonly product: Product; readonly sender: string } {
  const caller = request.principal.name ?? request.address
  return {
    product: from.product ?? productOf(request.headers['user-agent']),
    sender: from.via === undefined ? caller : `${from.via} ${caller}`,
  }
}
