import type { FastifyInstance } from 'fastify'

/** Reads once what is said of a request's route, before everything else: Fastify makes that anew whenever it is asked for. */
export function readRouteOnce(app: FastifyInstance): void {
  app.decorateRequest('config')
  app.addHook('onRequest', (request, _reply, done) => {
    request.config = request.routeOptions.config
    done()
  })
}
