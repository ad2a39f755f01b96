import { AlertsTaken, ApiError, type Millis } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { webhookMappings } from '../../config/webhook-settings.ts'
import type { Steps } from '../../ground/steps.ts'
import { json } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { decodeGeneric } from '../../sources/decode-generic.ts'
import type { Decoded, DecodedAlerts } from '../../sources/decoded.ts'
import { PLAIN, type WebhookMapping } from '../../sources/webhook-mapping.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { readJson } from '../edge/body.ts'
import { noteRefused, submit } from '../edge/ingest.ts'
import { inTurns } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { type GrafanaDoor, UNSIGNED } from './grafana-door.ts'
import { PlainMessage } from './schemas.ts'
import { subscriptionWords } from './sns-subscription.ts'
import { NOTHING_TAKEN, takenOf } from './taken-of.ts'
import { unwrapped } from './wrapped-message.ts'

const TAKEN = json(AlertsTaken, 'What was taken of it, which is on disk.')

/** `/api/v2/webhooks/generic` takes our own format, `/api/v2/webhooks/generic/NAME` what a mapping of that name reads. */
export function genericWebhookRoutes(app: FastifyInstance, parts: AppParts, door: GrafanaDoor): void {
  const mappings = webhookMappings(parts.settings)
  // Who posts to a webhook says a thing once.
  const patient = { expiresAfter: parts.settings.relayed_timeout }
  resource(app, '/api/v2/webhooks/generic', {
    POST: handler(
      {
        id: 'postGenericWebhook',
        chapter: 'Sending',
        right: 'ingest',
        summary: 'JSON of scripts, with nothing to configure',
        description: 'One alert, a list of them, or an object that holds the list.',
        body: { schema: PlainMessage },
        answers: { 200: TAKEN, 401: UNSIGNED },
      },
      (request, reply) => post(parts, door, request, reply, { mapping: { ...patient, ...PLAIN } }),
    ),
  })
  resource(app, '/api/v2/webhooks/generic/:name', {
    POST: handler(
      {
        id: 'postMappedWebhook',
        chapter: 'Sending',
        right: 'ingest',
        summary: 'The JSON of any other sender, read by a mapping of the settings',
        parameters: [pathParameter('name', Type.String(), 'Name of the mapping.')],
        body: { schema: Type.Unknown() },
        answers: { 200: TAKEN, 401: UNSIGNED, 404: json(ApiError, 'There is no mapping of this name.') },
      },
      (request, reply) => {
        const { name } = request.params as { readonly name: string }
        const mapping = mappings.get(name)
        if (mapping !== undefined)
          return post(parts, door, request, reply, { mapping: { ...patient, ...mapping }, name })
        const known =
          mappings.size === 0 ? 'none is configured' : `there are ${[...mappings.keys()].join(', ')}`
        const message = `there is no webhook mapping named ${JSON.stringify(name)}: ${known}; mappings are the setting webhooks`
        return sendRefused(request, reply, { reason: 'not_found', message })
      },
    ),
  })
}

function* decoding(message: unknown, mapping: WebhookMapping, now: Millis): Steps<Decoded<DecodedAlerts>> {
  const whole = yield* unwrapped(message, mapping.message)
  return whole.ok ? yield* decodeGeneric(whole.value, mapping, now) : whole
}

async function post(
  parts: AppParts,
  door: GrafanaDoor,
  request: FastifyRequest,
  reply: FastifyReply,
  by: { readonly mapping: WebhookMapping; readonly name?: string },
): Promise<AlertsTaken | FastifyReply> {
  const { isPlainText = false } = by.mapping
  const body = await readJson(parts, request, reply, 'webhook', { isPlainText })
  const from = {
    entry: 'direct',
    ...(by.name === undefined ? {} : ({ product: 'Webhook', via: by.name } as const)),
  } as const
  if (body.kind === 'answered') {
    if (body.reason !== undefined) await noteRefused(parts, request, from, body.reason)
    return reply
  }
  const message = body.kind === 'json' ? body.value : undefined
  // This address is no way around Grafana's signature either: it may have a mapping for a payload of its own.
  const isSigned = door.isItsOwn(request, message)
  if (isSigned && (await door.refuses(request, reply))) return reply
  if (isSigned && door.isRepeat(request)) return NOTHING_TAKEN
  const subscription = subscriptionWords(message)
  if (subscription !== undefined) {
    parts.logger.warn(
      { webhook: by.name, message: subscription, request: request.id },
      'AWS SNS asks for a person',
    )
    await noteRefused(parts, request, from, subscription)
    return NOTHING_TAKEN
  }
  const decoded = await inTurns(parts, request, decoding(message, by.mapping, parts.core.now()))
  if (!decoded.ok) {
    await noteRefused(parts, request, from, decoded.message)
    return sendInvalid(request, reply, decoded.message)
  }
  const answer = await submit(parts, request, decoded.value, {
    receiver: undefined,
    ...from,
  })
  if (!answer.ok) return sendRefused(request, reply, { reason: 'unavailable', message: answer.message })
  if (isSigned) door.stored(request)
  const { accepted, rejected } = answer
  if (rejected.count > 0) {
    parts.logger.warn(
      { rejected, webhook: by.name ?? 'generic', request: request.id },
      'alerts of a webhook message were refused',
    )
  }
  return takenOf(accepted, rejected)
}
