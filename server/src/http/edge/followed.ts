import type { FastifyInstance } from 'fastify'
import type { AppParts } from './parts.ts'

/** Follows requests with alerts from here to their answer. Where nobody traces, nothing is called for any request. */
export function followIngest(app: FastifyInstance, { tracing }: Pick<AppParts, 'tracing'>): void {
  app.decorateRequest('followed')
  if (tracing === undefined) return
  app.addHook('onRequest', async (request) => {
    const { config, url = '' } = request.routeOptions
    if (config.operation?.right !== 'ingest') return
    request.followed = tracing.begin(`${request.method} ${url}`, request.id, request.headers)
  })
  app.addHook('onResponse', async ({ followed }, reply) => followed?.answered(reply.statusCode))
}
