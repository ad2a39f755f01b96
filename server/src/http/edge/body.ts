import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BodyPlace, BodyRoom } from './body-room.ts'
import { sendError } from './errors.ts'
import { hasTooManyValues, MOST_VALUES } from './json-values.ts'
import { readBytes } from './read-bytes.ts'

/**
 * Reads every body as bytes, whatever its type; what a type means is decided per route by `readJson`. Fastify's own
 * JSON parser is left out because it refuses keys that are plain data here (`__proto__` in labels) and empty bodies.
 */
export function acceptBodies(app: FastifyInstance, limit: number, room: BodyRoom): void {
  const places = new WeakMap<IncomingMessage, BodyPlace>()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', ({ raw, address }: FastifyRequest, body: IncomingMessage) =>
    readBytes(body, limit, (refuse) => {
      const place = room.enter(address, refuse)
      places.set(raw, place)
      return place
    }),
  )
  // A body takes its room until it is answered: what waits to be stored is held in memory, too.
  app.addHook('preParsing', (request, reply, payload, done) => {
    reply.raw.once('close', () => places.get(request.raw)?.leave())
    done(null, payload)
  })
}

export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' }
  /** `reason` is there when it was meant as JSON and is none; a web page could have sent any other type. */
  | { readonly kind: 'answered'; readonly reason?: string }

/**
 * The body as JSON. Answers 415 itself for types that a web page may send without asking first (none, text, forms),
 * and 400 for text that is not JSON. `application/octet-stream` counts as JSON: older tools send it. `isPlainText`: so does `text/plain`; pages of other
 * origins were turned away before. `what` is the
 * name of the body in messages, as Alertmanager has it.
 */
export function readJson(
  request: FastifyRequest,
  reply: FastifyReply,
  what: string,
  { isPlainText = false } = {},
): ReadBody {
  const body = request.body
  if (!Buffer.isBuffer(body) || body.length === 0) return { kind: 'empty' }
  const given = request.headers['content-type'] ?? ''
  if (!isJson(given) && !(isPlainText && mediaOf(given).toLowerCase() === 'text/plain')) {
    sendError(request, reply, { status: 415, message: wrongType(given), from: 'framework' })
    return { kind: 'answered' }
  }
  if (hasTooManyValues(body)) {
    const message = `the ${what} body holds more than ${MOST_VALUES} JSON values; send it in parts`
    sendError(request, reply, { status: 413, message, from: 'framework' })
    return { kind: 'answered', reason: message }
  }
  try {
    // The cast only names what JSON.parse gives; every reader checks it.
    return { kind: 'json', value: JSON.parse(body.toString('utf8')) as unknown }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `parsing ${what} body from "" failed, because it is not JSON: ${reason}`
    sendError(request, reply, { status: 400, message, from: 'framework' })
    return { kind: 'answered', reason: message }
  }
}

/** Alertmanager's words for a content type that is not taken. */
export function wrongType(contentType: string): string {
  return `unsupported media type ${JSON.stringify(mediaOf(contentType))}, only [application/json] are allowed`
}

function mediaOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim()
}

function isJson(contentType: string): boolean {
  const media = mediaOf(contentType).toLowerCase()
  return (
    media === 'application/json' ||
    media === 'application/octet-stream' ||
    /^application\/[^;]+\+json$/.test(media)
  )
}
