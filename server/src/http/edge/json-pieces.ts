import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { goesCompressed } from './encodings.ts'
import { askerOf } from './pace-of.ts'
import { gzipping } from './packed.ts'
import type { AppParts } from './parts.ts'

/** A piece of an answer is at most about so long, characters, and takes at most so long to make, ms. */
const MOST_CHARACTERS = 65_536
const MOST_MS = 3

/**
 * Answers JSON that is made piece by piece, as fast as its reader takes it: a large answer neither holds up the loop nor
 * stands in memory as one text. What the pieces are made of must stay as it is until they were read. `isPacked` compresses
 * it for whoever takes it so.
 */
export function sendPieces(
  parts: Pick<AppParts, 'shares' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
  pieces: Iterator<string>,
  { isPacked = false }: { readonly isPacked?: boolean } = {},
): FastifyReply {
  const { shares, clock } = parts
  reply.type('application/json; charset=utf-8')
  const first = gather(pieces, clock.monotonic)
  if (first.isLast) return reply.send(first.text)
  const rest = async function* (): AsyncGenerator<string> {
    yield first.text
    for (;;) {
      await shares.turns.next(askerOf(request))
      const { text, isLast } = gather(pieces, clock.monotonic)
      yield text
      if (isLast) return
    }
  }
  const all = Readable.from(rest(), { objectMode: false })
  return reply.send(isPacked && goesCompressed(request, reply, first.text.length) ? gzipping(all) : all)
}

/** A list's JSON, item by item; undefined stands for a step of finding the next, and is an empty piece. */
export function* listPieces<T>(
  items: Iterable<T | undefined>,
  shape: (item: T) => object,
): Generator<string> {
  let separator = '['
  for (const item of items) {
    if (item === undefined) yield ''
    else {
      yield separator + JSON.stringify(shape(item))
      separator = ','
    }
  }
  yield separator === '[' ? '[]' : ']'
}

function gather(
  pieces: Iterator<string>,
  monotonic: () => number,
): { readonly text: string; readonly isLast: boolean } {
  const until = monotonic() + MOST_MS
  let text = ''
  do {
    const next = pieces.next()
    if (next.done === true) return { text, isLast: true }
    text += next.value
  } while (text.length < MOST_CHARACTERS && monotonic() < until)
  return { text, isLast: false }
}
