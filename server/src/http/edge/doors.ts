import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../../access/principal.ts'
import { sendError } from './errors.ts'
import { originCheck } from './origins.ts'
import type { AppParts } from './parts.ts'

/** Stands in before anybody was recognised; it may do nothing. */
const NOBODY: Principal = { name: undefined, role: 'viewer', scope: {}, anonymous: true }

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const DAY_S = '86400'

/**
 * What every request passes before its handler: its address, whether the page that made it may, and who asks. A page
 * of another origin can send some writes without asking first, so a foreign `Origin` is refused for all of them.
 */
export function guardDoors(
  app: FastifyInstance,
  parts: Pick<AppParts, 'access' | 'settings'>,
  addressOf: (request: IncomingMessage) => string,
): void {
  const isAllowed = originCheck(parts.settings.allowed_origins)
  app.decorateRequest('address', '')
  app.decorateRequest('principal')

  app.addHook('onRequest', async (request, reply) => {
    request.address = addressOf(request.raw)
    request.principal = NOBODY
    const { origin } = request.headers
    if (origin !== undefined) {
      reply.header('vary', 'Origin')
      if (isAllowed(request.raw)) {
        reply.header('access-control-allow-origin', origin)
        reply.header('access-control-expose-headers', 'ETag, Retry-After')
      } else if (!SAFE.has(request.method)) {
        const message = `pages of ${origin} may not change anything here; add it to allowed_origins if they should`
        return sendError(request, reply, { status: 403, message, from: 'framework' })
      }
    }
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
