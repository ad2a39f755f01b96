import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
} from 'fastify'
import { sendError } from './errors.ts'

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Registers one path with its handlers; every other method on it is 405. */
export function resource(
  app: FastifyInstance,
  url: string,
  handlers: Readonly<Partial<Record<Method, Handler>>>,
  config: FastifyContextConfig = {},
): void {
  for (const [method, handler] of Object.entries(handlers)) {
    app.route({ method: method as Method, url, config, handler })
  }
  const allowed = Object.keys(handlers)
  app.route({
    method: METHODS.filter((method) => !allowed.includes(String(method))) as HTTPMethods[],
    url,
    config,
    handler: (request, reply) => {
      reply.header('allow', allowed.join(', '))
      const message = `method ${request.method} is not allowed, but [${allowed.join(',')}] are`
      return sendError(request, reply, { status: 405, message, from: 'framework' })
    },
  })
}
