import { ApiError, Connections } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Problem } from '../../ground/problem.ts'
import { closeElsewhere, connectionsOfAll } from '../../nodes/questions.ts'
import { json, nothing, text } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { sendRefused } from '../edge/answers.ts'
import { acting, noted } from '../edge/audited.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { sendNothing } from '../edge/send.ts'

/** What operating the server needs besides its health: its configuration, metrics, who is connected. */
export function operationRoutes(app: FastifyInstance, parts: AppParts): void {
  const { metrics, streaming } = parts
  // PUT is Alertmanager's too, but nobody uses it.
  resource(app, '/-/reload', {
    POST: handler(
      {
        id: 'reload',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Read the Alertmanager configuration and the certificate again',
        answers: {
          200: text('text/plain', 'They hold now; the body is empty.'),
          500: json(ApiError, 'One of them has problems, which the message lists; that old one stays.'),
        },
      },
      async (request, reply) => {
        const reloaded = await noted(
          acting(parts, request),
          'config.reload',
          undefined,
          parts.reload,
          (outcome) =>
            outcome.ok ? { result: 'ok' } : { result: 'failed', reason: reasonsOf(outcome.problems) },
        )
        if ('reason' in reloaded) return sendRefused(request, reply, reloaded)
        if (reloaded.ok) {
          reply.type('text/plain')
          return ''
        }
        const message = `this was not read again, what was there stays: ${reasonsOf(reloaded.problems)}`
        return sendError(request, reply, { status: 500, message, from: 'handler' })
      },
    ),
  })
  resource(app, '/metrics', {
    GET: handler(
      {
        id: 'getMetrics',
        chapter: 'Operating',
        right: 'observe',
        summary: 'Metrics, as Prometheus scrapes them',
        answers: { 200: text('text/plain', 'Prometheus’ text format.') },
      },
      async (_request, reply) => {
        reply.type(metrics.contentType)
        return await metrics.expose()
      },
    ),
  })
  resource(app, '/api/v2/connections', {
    GET: handler(
      {
        id: 'getConnections',
        chapter: 'Operating',
        right: 'observe',
        summary: 'Who is connected: transport, address, filter, lag, queued bytes, state, since',
        answers: { 200: json(Connections, 'Every open stream, of all servers that share the store.') },
      },
      async () => {
        const { rows, unanswered } = await connectionsOfAll(parts.node, streaming.connections())
        return { connections: rows, ...(unanswered.length > 0 && { unanswered }) }
      },
    ),
  })
  resource(app, '/api/v2/connections/:id', {
    DELETE: handler(
      {
        id: 'closeConnection',
        chapter: 'Operating',
        right: 'administer',
        summary: 'End a stream cleanly; its client comes back with its cursor',
        parameters: [pathParameter('id', Type.String(), 'Id of the connection.')],
        answers: { 204: nothing('It is over.'), 404: json(ApiError, 'There is no such connection.') },
      },
      async (request, reply) => {
        const { id } = request.params as { readonly id: string }
        const { rows } = await connectionsOfAll(parts.node, streaming.connections())
        const isKnown = rows.some((one) => one.id === id)
        const act = { what: 'connection.close', result: 'ok', detail: { connection: id } } as const
        const told = isKnown ? await acting(parts, request).note(act) : undefined
        if (told?.ok === false) return sendRefused(request, reply, told)
        if (streaming.closeConnection(id)) return sendNothing(reply, 204)
        if (isKnown && (await closeElsewhere(parts.node, id))) return sendNothing(reply, 204)
        const message = `there is no connection ${JSON.stringify(id)}`
        return sendRefused(request, reply, { reason: 'not_found', message })
      },
    ),
  })
}

function reasonsOf(problems: readonly Problem[]): string {
  return problems.map(({ where, message }) => `${where}: ${message}`).join('; ')
}
