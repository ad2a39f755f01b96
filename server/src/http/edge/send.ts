import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { goesCompressed } from './encodings.ts'
import type { GrowingText } from './growing-text.ts'
import { gzipped } from './packed.ts'

/** Answers JSON with a status that is not 200; what a handler answers with that one, it returns. */
export function sendJson<T>(reply: FastifyReply, status: number, value: T): FastifyReply {
  return reply.code(status).send(value)
}

/** Answers a text that is JSON already. */
export function sendJsonText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text)
}

/** Answers what may be long, compressed for whoever takes it so. */
export async function sendLong(
  request: FastifyRequest,
  reply: FastifyReply,
  value: object,
): Promise<FastifyReply> {
  const text = JSON.stringify(value)
  reply.type('application/json; charset=utf-8')
  return reply.send(goesCompressed(request, reply, text.length) ? await gzipped(text) : text)
}

/** Answers without a body. */
export function sendNothing(reply: FastifyReply, status = 200): FastifyReply {
  return reply.code(status).send()
}

/** So much is answered in one write. */
const ONE_WRITE = 262_144

/** Answers JSON that is bytes already; what is large goes out as fast as its reader takes it. */
export function sendBuffers(reply: FastifyReply, buffers: readonly Buffer[]): FastifyReply {
  const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  reply.type('application/json; charset=utf-8').header('content-length', length)
  return reply.send(length <= ONE_WRITE ? Buffer.concat(buffers, length) : Readable.from(buffers))
}

/** Answers JSON between a head and an end, as far as it is there, and the rest as it grows and as its reader takes it. */
export function sendGrowing(
  reply: FastifyReply,
  head: Buffer,
  text: GrowingText,
  end?: () => Buffer,
): FastifyReply {
  if (text.isWhole) return sendBuffers(reply, [head, ...text.buffers, ...(end === undefined ? [] : [end()])])
  const pieces = async function* (): AsyncGenerator<Buffer> {
    yield head
    yield* text.pieces()
    if (end !== undefined) yield end()
  }
  reply.type('application/json; charset=utf-8')
  return reply.send(Readable.from(pieces(), { objectMode: false }))
}

/** Answers a text that is to be kept as a file, as fast as its reader takes it. */
export function sendFile(
  reply: FastifyReply,
  name: string,
  type: string,
  pieces: AsyncIterable<string>,
): FastifyReply {
  reply.type(`${type}; charset=utf-8`).header('content-disposition', `attachment; filename="${name}"`)
  return reply.send(Readable.from(pieces, { objectMode: false }))
}
