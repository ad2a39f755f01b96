import type { FastifyReply } from 'fastify'

/** Answers JSON with a status that is not 200; what a handler answers with that one, it returns. */
export function sendJson<T>(reply: FastifyReply, status: number, value: T): FastifyReply {
  return reply.code(status).send(value)
}

/** Answers a text that is JSON already. */
export function sendJsonText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text)
}

/** Answers without a body. */
export function sendNothing(reply: FastifyReply, status = 200): FastifyReply {
  return reply.code(status).send()
}
