import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
} from 'fastify'
import type { Answers, BodyOf } from '../../openapi/answers.ts'
import type { Operation } from '../../openapi/operation.ts'
import { sendError } from './errors.ts'

/** What a handler returns: the body of the 200 that its operation declares, or a reply that was sent already. */
export type Returned<A extends Answers> =
  | (A extends Readonly<Record<200, infer T>> ? BodyOf<T> : never)
  | FastifyReply

type Handle<A extends Answers> = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Returned<A>> | Returned<A>

/** One method of a path: what it says of itself, and what it does. */
export interface Handler {
  readonly operation: Operation
  readonly handle: (request: FastifyRequest, reply: FastifyReply) => unknown
}

/** Binds an operation to its handler, which does not compile when it answers something else than is declared. */
export function handler<A extends Answers>(operation: Operation<A>, handle: Handle<A>): Handler {
  return { operation, handle }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Registers one path with its handlers; every other method on it is 405. */
export function resource(
  app: FastifyInstance,
  url: string,
  handlers: Readonly<Partial<Record<Method, Handler>>>,
  config: FastifyContextConfig = {},
): void {
  for (const [method, { operation, handle }] of Object.entries(handlers)) {
    app.route({ method: method as Method, url, config: { ...config, operation }, handler: handle })
  }
  const allowed = Object.keys(handlers)
  app.route({
    method: METHODS.filter((method) => !allowed.includes(String(method))) as HTTPMethods[],
    url,
    // What is refused to everybody says nothing.
    config: { ...config, right: 'public' },
    handler: (request, reply) => {
      reply.header('allow', allowed.join(', '))
      const message = `method ${request.method} is not allowed, but [${allowed.join(',')}] are`
      return sendError(request, reply, { status: 405, message, from: 'framework' })
    },
  })
}
