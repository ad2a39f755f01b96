import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from '../../access/principal.ts'
import { lacking } from '../../access/rights.ts'
import type { Entry, IngestAnswer, ReportBatch, Sending } from '../../alerts/alert-input.ts'
import type { Followed } from '../../ground/tracing.ts'
import { clipped } from '../../health/clipped.ts'
import type { DecodedAlerts } from '../../sources/decoded.ts'
import { type Product, productOf } from '../../sources/product.ts'
import { askerOf } from './pace-of.ts'
import type { AppParts } from './parts.ts'

/** A request that brings alerts, as far as it matters to them: the framework's own is one. */
export interface Asking {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly principal: Principal
  /** The peer's, after trusted proxies. */
  readonly address: string
  readonly followed: Followed | undefined
  /** How many came in it, when they were taken. */
  came: { readonly accepted: number; readonly rejected: number } | undefined
}

/** Who sends, as far as it is known beside the request itself. */
interface From {
  /** Given when the body or the address itself says who wrote it; otherwise the request's `User-Agent` does. */
  readonly product?: Product
  /** Name of the mapping that the body was read by: who sends in two formats is two senders. */
  readonly via?: string | undefined
  readonly entry: Entry
}

/** Hands the alerts of one request to the core and writes the request's one line of log. */
export async function submit(
  parts: Pick<AppParts, 'core' | 'metrics' | 'logger' | 'clock'>,
  request: Asking,
  decoded: DecodedAlerts,
  from: From & {
    readonly receiver: string | undefined
    readonly leftOut?: ReportBatch['leftOut']
  },
): Promise<IngestAnswer> {
  const began = parts.clock.monotonic()
  const { principal, followed } = request
  const batch: ReportBatch = {
    ...sendingOf(request, from),
    receiver: from.receiver,
    mayEndOthers: lacking(principal, 'respond') === undefined,
    forced: principal.labels,
    scope: principal.scope,
    alerts: decoded.alerts,
    unreadable: decoded.rejected,
    leftOut: from.leftOut,
    followed,
  }
  const answer = await parts.core.ingest(batch)
  const ms = parts.clock.monotonic() - began
  parts.metrics.http.ingest(ms / 1000)
  if (answer.ok) request.came = { accepted: answer.accepted, rejected: answer.rejected.count }
  const { entry, product, sender } = batch
  const line = {
    request: request.id,
    entry,
    product,
    sender,
    accepted: request.came?.accepted,
    rejected: request.came?.rejected,
    refused: answer.ok ? undefined : answer.reason,
    ms: Math.round(ms * 10) / 10,
  }
  parts.logger.debug(line, 'ingest')
  return answer
}

/**
 * Shows on its sender's health row that a whole request was not taken, and writes it to the log. When the store fails,
 * too, that is the greater trouble and is told by itself.
 */
export async function noteRefused(
  parts: Pick<AppParts, 'core' | 'logger'>,
  request: Asking,
  from: From,
  reason: string,
): Promise<void> {
  const sending = sendingOf(request, from)
  const { product, sender } = sending
  const message = { product, sender, reason: clipped(reason) }
  parts.logger.warn({ ...message, request: request.id }, 'a message was refused')
  await parts.core.refused({ ...sending, ...message })
}

function sendingOf(request: Asking, { entry, product, via }: From): Sending {
  const { name, subject, reportsAs = subject, anonymous } = request.principal
  const inWords = (caller: string): string => (via === undefined ? caller : `${via} ${caller}`)
  return {
    entry,
    product: product ?? productOf(request.headers['user-agent']),
    sender: inWords(name ?? request.address),
    form: via ?? product,
    holder: anonymous ? askerOf(request) : reportsAs,
    owner: anonymous ? undefined : reportsAs,
    address: anonymous ? undefined : inWords(request.address),
  }
}
