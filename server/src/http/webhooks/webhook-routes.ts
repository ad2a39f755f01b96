import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeWebhook, isGrafanaMessage } from '../../sources/decode-webhook.ts'
import { signatureProblem } from '../../sources/webhook-signature.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import { noteRefused, submit } from '../edge/ingest.ts'
import type { AppParts } from '../edge/parts.ts'
import { type Handler, resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'

/**
 * Webhook receivers. A refused message is lost, because its sender does not repeat a 4xx: what is readable is kept,
 * and a message that came to the other product's address is understood all the same.
 */
export function webhookRoutes(app: FastifyInstance, parts: AppParts): void {
  const alertmanager: Handler = (request, reply) => postWebhook(parts, request, reply, 'alertmanager')
  const grafana: Handler = (request, reply) => postWebhook(parts, request, reply, 'grafana')
  resource(app, '/api/v2/webhooks/alertmanager', { POST: alertmanager }, { ingest: true })
  // Grafana's contact point has the choice between the two methods.
  resource(app, '/api/v2/webhooks/grafana', { POST: grafana, PUT: grafana }, { ingest: true })
}

async function postWebhook(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
  address: 'alertmanager' | 'grafana',
): Promise<FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  if (address === 'grafana' && (await refusesSignature(parts, request, reply))) return reply
  const body = readJson(request, reply, 'webhook')
  if (body.kind === 'answered') {
    if (body.reason !== undefined) await noteRefused(parts, request, {}, body.reason)
    return reply
  }
  const message = body.kind === 'json' ? body.value : undefined
  const isGrafana = isGrafanaMessage(message)
  // The other address is no way around the signature.
  if (address !== 'grafana' && isGrafana && (await refusesSignature(parts, request, reply))) return reply
  const decoded = decodeWebhook(message, parts.core.now())
  if (!decoded.ok) {
    await noteRefused(parts, request, isGrafana ? { product: 'Grafana' } : {}, decoded.message)
    return sendError(request, reply, { status: 400, message: decoded.message, from: 'handler' })
  }
  const { receiver, truncated, group } = decoded.value
  const answer = await submit(parts, request, decoded.value, {
    entry: 'relayed',
    receiver,
    leftOut: { group, alerts: truncated },
    ...(isGrafana ? { product: 'Grafana' } : {}),
  })
  if (!answer.ok) return sendError(request, reply, { status: 503, message: answer.message, from: 'handler' })
  if (truncated > 0) parts.metrics.http.truncated(truncated)
  const { accepted, rejected } = answer
  if (rejected.length > 0)
    parts.logger.warn({ rejected, receiver }, 'alerts of a webhook message were refused')
  return reply.send({ accepted, rejected, truncated })
}

/** Answers 401 and returns true when a signature is asked for and this message has no good one. */
async function refusesSignature(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  if (parts.grafanaSigning === undefined) return false
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const message = signatureProblem(parts.grafanaSigning, request.headers, body, parts.core.now())
  if (message === undefined) return false
  await noteRefused(parts, request, { product: 'Grafana' }, message)
  sendError(request, reply, { status: 401, message, from: 'handler', scheme: 'HMAC-SHA256' })
  return true
}
