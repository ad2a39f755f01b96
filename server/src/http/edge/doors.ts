import type { IncomingMessage } from 'node:http'
import type { FastifyContextConfig, FastifyInstance, RouteOptions } from 'fastify'
import type { Admission, Authorize, Door } from '../../access/authorize.ts'
import type { Principal } from '../../access/principal.ts'
import type { Right } from '../../access/rights.ts'
import { sendError } from './errors.ts'
import { handoffOf } from './handoff.ts'

/** Stands in before anybody was recognised; it may do nothing. */
const NOBODY: Principal = {
  id: 'nobody',
  subject: 'nobody',
  name: undefined,
  role: 'ingest',
  scope: {},
  anonymous: true,
}

const DAY_S = '86400'

/**
 * What every request passes before its handler, behind the front door: who asks, and may they? A route that does not
 * say what right it needs keeps the app from getting ready. What a page asks first, before it sends a request of its
 * own (a preflight), is answered here: it has come this far, so it may.
 */
export function guardDoors(
  app: FastifyInstance,
  authorize: Authorize,
  doorOf: (request: IncomingMessage) => Door,
): void {
  app.decorateRequest('address', '')
  app.decorateRequest('principal')
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const open = routes.filter(({ config }) => rightOf(config) === undefined)
    if (open.length === 0) return
    const names = open.map(({ method, url }) => `${method} ${url}`).join(', ')
    throw new Error(`who may use these is not said: ${names}`)
  })

  // Not async: where nobody else has to be asked, it is known at once, and nothing waits for the next turn.
  app.addHook('onRequest', (request, reply, done) => {
    const { config } = request
    const door = doorOf(request.raw)
    request.address = door.address
    request.principal = NOBODY
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.header('access-control-allow-methods', 'GET, HEAD, POST, DELETE')
      reply.header(
        'access-control-allow-headers',
        'Authorization, Content-Type, If-None-Match, Last-Event-ID, Traceparent, X-Request-Id, X-Watchfloor-Confirm',
      )
      reply.header('access-control-max-age', DAY_S)
      reply.code(204).send()
      return
    }
    // There is nothing at a path without a route, for whoever asks.
    const right = request.is404 ? 'public' : rightOf(config)
    if (right === 'public') return done()
    reply.header('cache-control', 'no-store')
    const enter = (admission: Admission): void => {
      request.recognised = admission.principal
      if (!admission.ok) {
        sendError(request, reply, { ...admission, from: 'framework' })
        return
      }
      request.principal = admission.principal
      done()
    }
    const admission = handoffOf(request.raw)?.admission ?? authorize(door, right ?? 'administer')
    if (admission instanceof Promise) admission.then(enter).catch(done)
    else enter(admission)
  })
}

function rightOf({ operation, right }: FastifyContextConfig = {}): Right | undefined {
  return operation?.right ?? right
}
