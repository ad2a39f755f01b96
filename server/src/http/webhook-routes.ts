import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeAlertmanagerWebhook } from '../sources/decode-alertmanager-webhook.ts'
import { readJson } from './body.ts'
import { sendError } from './errors.ts'
import { submit } from './ingest.ts'
import type { AppParts } from './parts.ts'
import { resource } from './resource.ts'
import { forbidsChange } from './rights.ts'

/** Webhook receivers. A refused message is lost, because its sender does not repeat a 4xx: what is readable is kept. */
export function webhookRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(
    app,
    '/api/v2/webhooks/alertmanager',
    { POST: (request, reply) => postAlertmanager(parts, request, reply) },
    { ingest: true },
  )
}

async function postAlertmanager(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  const body = readJson(request, reply, 'webhook')
  if (body.kind === 'answered') return reply
  const decoded = decodeAlertmanagerWebhook(body.kind === 'json' ? body.value : undefined, parts.core.now())
  if (!decoded.ok) {
    return sendError(request, reply, { status: 400, message: decoded.message, from: 'handler' })
  }
  const { receiver, truncated } = decoded.value
  const answer = await submit(parts, request, decoded.value, { entry: 'relayed', receiver })
  if (!answer.ok) return sendError(request, reply, { status: 503, message: answer.message, from: 'handler' })
  if (truncated > 0) parts.metrics.http.truncated(truncated)
  const { accepted, rejected } = answer
  if (rejected.length > 0) parts.log.warn({ rejected, receiver }, 'alerts of a webhook message were refused')
  return reply.send({ accepted, rejected, truncated })
}
