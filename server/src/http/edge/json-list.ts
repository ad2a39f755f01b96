import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** Items looked at in one go; the loop's other work comes in between. */
const SLICE = 200

/**
 * Answers a list as JSON; `shape` leaves an item out by answering undefined. A long list goes out slice by slice, as
 * fast as its reader takes it, so that it neither holds up the loop nor stands in memory as one text. The items must
 * stay as they are until they were read.
 */
export function sendList<T, S extends object = object>(
  reply: FastifyReply,
  items: Iterable<T>,
  shape: (item: T) => S | undefined,
): FastifyReply {
  const texts = slices(items[Symbol.iterator](), shape)
  const first = texts.next().value ?? '['
  const second = texts.next()
  reply.type('application/json; charset=utf-8')
  if (second.done) return reply.send(`${first}]`)
  return reply.send(Readable.from(inTurns(`${first}${second.value}`, texts), { objectMode: false }))
}

/** The list's JSON but for its closing bracket. */
function* slices<T>(items: Iterator<T>, shape: (item: T) => object | undefined): Generator<string> {
  let separator = '['
  let item = items.next()
  do {
    let text = ''
    for (let count = 0; !item.done && count < SLICE; count++, item = items.next()) {
      const shaped = shape(item.value)
      if (shaped === undefined) continue
      text += separator + JSON.stringify(shaped)
      separator = ','
    }
    yield item.done && separator === '[' ? '[' : text
  } while (!item.done)
}

async function* inTurns(begun: string, texts: Iterable<string>): AsyncGenerator<string> {
  yield begun
  for (const text of texts) {
    await new Promise((done) => setImmediate(done))
    if (text !== '') yield text
  }
  yield ']'
}
