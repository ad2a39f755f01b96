import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BodyRefused } from './body-refused.ts'
import type { BodyPlace, BodyRoom } from './body-room.ts'
import { sendError } from './errors.ts'
import { JsonRefused, PIECE, parseJson, parseShortJson } from './json-in-steps.ts'
import { askerOf } from './pace-of.ts'
import type { AppParts } from './parts.ts'
import { type BytesRead, readBytes } from './read-bytes.ts'

/**
 * Reads every body as bytes, whatever its type; what a type means is decided per route by `readJson`. Fastify's own
 * JSON parser is left out because it refuses keys that are plain data here (`__proto__` in labels) and empty bodies.
 */
export function acceptBodies(app: FastifyInstance, limit: number, room: BodyRoom): void {
  app.decorateRequest('place')
  app.removeAllContentTypeParsers()
  // Not '*', for which Fastify takes every type apart anew, with each request.
  app.addContentTypeParser(/^/, (request: FastifyRequest, body: IncomingMessage, done: BytesRead) => {
    const enter = (refuse: (refusal: BodyRefused) => void): BodyPlace => {
      request.place = room.enter(request.address, refuse)
      return request.place
    }
    readBytes(body, limit, enter, done)
  })
  // A body takes its room until it is answered: what waits to be stored is held in memory, too.
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.on('close', () => request.place?.leave())
    done()
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of its body; undefined while nothing of it has come. */
    place: BodyPlace | undefined
  }
}

export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' }
  /** `reason` is there when it was meant as JSON and is none; a web page could have sent any other type. */
  | { readonly kind: 'answered'; readonly reason?: string }

/**
 * The body as JSON. Answers 415 itself for types that a web page may send without asking first (none, text, forms),
 * 400 for text that is not JSON, and 413 for too much of it. `application/octet-stream` counts as JSON: older tools send
 * it. `isPlainText`: so does `text/plain`; pages of other origins were turned away before. `what` is the name of the
 * body in messages, as Alertmanager has it. What is short is read at once.
 */
export function readJson(
  parts: Pick<AppParts, 'shares'>,
  request: FastifyRequest,
  reply: FastifyReply,
  what: string,
  { isPlainText = false } = {},
): ReadBody | Promise<ReadBody> {
  const body = request.body
  if (!Buffer.isBuffer(body) || body.length === 0) return { kind: 'empty' }
  const given = request.headers['content-type'] ?? ''
  if (!isJson(given) && !(isPlainText && mediaOf(given).toLowerCase() === 'text/plain')) {
    sendError(request, reply, { status: 415, message: wrongType(given), from: 'framework' })
    return { kind: 'answered' }
  }
  const refused = (error: unknown): ReadBody => {
    if (!(error instanceof JsonRefused)) throw error
    const [status, message] = error.isTooMuch
      ? [413, `the ${what} body ${error.message}`]
      : [400, `parsing ${what} body from "" failed, because it is not JSON: ${error.message}`]
    sendError(request, reply, { status, message, from: 'framework' })
    return { kind: 'answered', reason: message }
  }
  if (body.length > PIECE)
    return parsedInTurns(parts, request, body).then((value) => ({ kind: 'json', value }), refused)
  try {
    return { kind: 'json', value: parseShortJson(body) }
  } catch (error) {
    return refused(error)
  }
}

/** Large ones in turns, one after the other. */
function parsedInTurns(
  { shares }: Pick<AppParts, 'shares'>,
  request: FastifyRequest,
  text: Buffer,
): Promise<unknown> {
  const who = askerOf(request)
  return shares.bodies.run(who, async () => {
    await shares.turns.next(who)
    return shares.turns.through(who, parseJson(text))
  })
}

/** Alertmanager's words for a content type that is not taken. */
export function wrongType(contentType: string): string {
  return `unsupported media type ${JSON.stringify(mediaOf(contentType))}, only [application/json] are allowed`
}

function mediaOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim()
}

/** Does a body of this type count as JSON? A web page cannot send one without asking first. */
export function isJson(contentType: string): boolean {
  if (contentType === 'application/json') return true
  const media = mediaOf(contentType).toLowerCase()
  return (
    media === 'application/json' ||
    media === 'application/octet-stream' ||
    /^application\/[\w!#$%&'*+.^`|~-]+\+json$/.test(media)
  )
}
