import { WebhookTaken } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { decodeWebhook, isGrafanaMessage } from '../../sources/decode-webhook.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { readJson } from '../edge/body.ts'
import { noteRefused, submit } from '../edge/ingest.ts'
import { inTurns } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { type Handler, handler, resource } from '../edge/resource.ts'
import { type GrafanaDoor, UNSIGNED } from './grafana-door.ts'
import { WebhookMessage } from './schemas.ts'
import { NOTHING_TAKEN, takenOf } from './taken-of.ts'

const EITHER =
  'The content decides, not the path: each product’s message is understood at the other’s address, and one of Grafana must be signed all the same.'

/**
 * Webhook receivers. A refused message is lost, because its sender does not repeat a 4xx: what is readable is kept,
 * and a message that came to the other product's address is understood all the same.
 */
export function webhookRoutes(app: FastifyInstance, parts: AppParts, door: GrafanaDoor): void {
  const body = { schema: WebhookMessage }
  const taken = json(WebhookTaken, 'What was taken of it, which is on disk.')
  const alertmanager = handler(
    {
      id: 'postAlertmanagerWebhook',
      chapter: 'Sending',
      right: 'ingest',
      summary: 'Alertmanager’s webhook, version 4',
      description: `Absence is never a resolve. Refused members show on the source’s health row, and so do alerts that the message left out (\`truncatedAlerts\`), until its group is told whole. ${EITHER}`,
      body,
      answers: { 200: taken, 401: UNSIGNED },
    },
    (request, reply) => postWebhook(parts, door, request, reply, 'alertmanager'),
  )
  const grafana = (id: string): Handler =>
    handler(
      {
        id,
        chapter: 'Sending',
        right: 'ingest',
        summary: 'Grafana’s webhook contact point, with its default payload',
        description: `The measured values and Grafana’s links become annotations: \`grafana_values\`, \`grafana_value_string\`, \`dashboard_url\`, \`panel_url\`, \`silence_url\`, \`image_url\`. ${EITHER}`,
        body,
        answers: { 200: taken, 401: UNSIGNED },
      },
      (request, reply) => postWebhook(parts, door, request, reply, 'grafana'),
    )
  resource(app, '/api/v2/webhooks/alertmanager', { POST: alertmanager })
  // Grafana's contact point has the choice between the two methods.
  resource(app, '/api/v2/webhooks/grafana', {
    POST: grafana('postGrafanaWebhook'),
    PUT: grafana('putGrafanaWebhook'),
  })
}

async function postWebhook(
  parts: AppParts,
  door: GrafanaDoor,
  request: FastifyRequest,
  reply: FastifyReply,
  address: 'alertmanager' | 'grafana',
): Promise<WebhookTaken | FastifyReply> {
  if (address === 'grafana' && (await door.refuses(request, reply))) return reply
  const body = await readJson(parts, request, reply, 'webhook')
  if (body.kind === 'answered') {
    if (body.reason !== undefined) await noteRefused(parts, request, { entry: 'relayed' }, body.reason)
    return reply
  }
  const message = body.kind === 'json' ? body.value : undefined
  const isGrafana = isGrafanaMessage(message)
  // The other address is no way around the signature.
  const isSigned = address === 'grafana' || door.isItsOwn(request, message)
  if (address !== 'grafana' && isSigned && (await door.refuses(request, reply))) return reply
  if (isSigned && door.isRepeat(request)) return { ...NOTHING_TAKEN, truncated: 0 }
  const decoded = await inTurns(parts, request, decodeWebhook(message, parts.core.now()))
  const from = { entry: 'relayed', ...(isGrafana ? { product: 'Grafana' as const } : {}) } as const
  if (!decoded.ok) {
    await noteRefused(parts, request, from, decoded.message)
    return sendInvalid(request, reply, decoded.message)
  }
  const { receiver, truncated, group } = decoded.value
  const answer = await submit(parts, request, decoded.value, {
    ...from,
    receiver,
    leftOut: { group, alerts: truncated },
  })
  if (!answer.ok) return sendRefused(request, reply, { reason: 'unavailable', message: answer.message })
  if (isSigned) door.stored(request)
  if (truncated > 0) parts.metrics.http.truncated(truncated)
  const { accepted, rejected } = answer
  if (rejected.count > 0)
    parts.logger.warn({ rejected, receiver, request: request.id }, 'alerts of a webhook message were refused')
  return { ...takenOf(accepted, rejected), truncated }
}
