import * as contract from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { json } from '../openapi/answers.ts'
import { schemasIn } from '../openapi/components.ts'
import { openApiDocument } from '../openapi/document.ts'
import type { DescribedRoute } from '../openapi/operation.ts'
import { STREAM } from '../stream/transports/sse.ts'
import * as alertmanager from './alertmanager/schemas.ts'
import type { AppParts } from './edge/parts.ts'
import { handler, resource } from './edge/resource.ts'
import { sendJsonText } from './edge/send.ts'
import * as webhooks from './webhooks/schemas.ts'

const DESCRIPTION = `Alerts, silences, and every change of them as it happens. Times are RFC 3339. Shapes of our own are snake_case; camelCase stands only where it is Alertmanager’s.

An error of our own paths is \`{"error": {"code", "message"}}\`; the message says what, where, and what to do. Alertmanager’s paths use its own two shapes. Ingest never answers 429: a queue that does not move for 5 s is 503, and nothing of the request was stored.`

/**
 * `GET /openapi.json`: what the routes say of themselves, made of the schemas that they answer with. Must be called
 * before they are registered, because it listens to that.
 */
export function describeApi(app: FastifyInstance, { version }: Pick<AppParts, 'version'>): void {
  const routes: DescribedRoute[] = [STREAM]
  app.addHook('onRoute', ({ method, url, config = {} }) => {
    const { operation, errors } = config
    // The framework adds HEAD to every GET.
    if (operation === undefined || typeof method !== 'string' || method === 'HEAD') return
    routes.push({ method, path: url, operation, errors })
  })
  let text: string | undefined
  resource(app, '/openapi.json', {
    GET: handler(
      {
        id: 'getOpenApi',
        chapter: 'Operating',
        right: 'public',
        summary: 'This description, as OpenAPI 3.1',
        answers: { 200: json(Type.Record(Type.String(), Type.Unknown()), 'The document.') },
      },
      (_request, reply) => {
        text ??= JSON.stringify(
          openApiDocument(routes, {
            version,
            description: DESCRIPTION,
            named: { ...schemasIn(contract), ...schemasIn(alertmanager), ...schemasIn(webhooks) },
            messages: [contract.Event, contract.Control, contract.ClientMessage],
            errors: {
              own: json(contract.ApiError, 'It was refused, or failed.'),
              alertmanager: json(alertmanager.AlertmanagerError, 'It was refused, or failed.'),
            },
          }),
        )
        return sendJsonText(reply, text)
      },
    ),
  })
}
