import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../../access/principal.ts'
import { sendError } from './errors.ts'
import type { AppParts } from './parts.ts'

/** Stands in before anybody was recognised; it may do nothing. */
const NOBODY: Principal = { name: undefined, role: 'viewer', scope: {}, anonymous: true }

const DAY_S = '86400'

/**
 * What every request passes before its handler, behind the front door: who asks. What a page asks first, before it
 * sends a request of its own (a preflight), is answered here: it has come this far, so it may.
 */
export function guardDoors(
  app: FastifyInstance,
  parts: Pick<AppParts, 'access'>,
  addressOf: (request: IncomingMessage) => string,
): void {
  app.decorateRequest('address', '')
  app.decorateRequest('principal')

  app.addHook('onRequest', async (request, reply) => {
    request.address = addressOf(request.raw)
    request.principal = NOBODY
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.header('access-control-allow-methods', 'GET, HEAD, POST, DELETE')
      reply.header(
        'access-control-allow-headers',
        'Authorization, Content-Type, If-None-Match, Last-Event-ID, X-Watchfloor-Confirm',
      )
      reply.header('access-control-max-age', DAY_S)
      return reply.code(204).send()
    }
    if (request.routeOptions.config.open === true) return undefined
    reply.header('cache-control', 'no-store')
    const admission = parts.access({ address: request.address, authorization: request.headers.authorization })
    if (!admission.ok) return sendError(request, reply, { ...admission, from: 'framework' })
    request.principal = admission.principal
    return undefined
  })
}
