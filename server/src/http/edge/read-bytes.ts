import type { Readable } from 'node:stream'
import { BodyRefused } from './body-refused.ts'
import type { BodyPlace } from './body-room.ts'
import { GatheredBytes } from './gathered-bytes.ts'

/** How many times the limit is read and thrown away so that a sender gets its answer instead of a broken pipe. */
const PATIENCE = 8

/** Called once: with the whole body, or with why there is none. */
export type BytesRead = (refusal: BodyRefused | null, body?: Buffer) => void

/**
 * Reads a body of at most `limit` bytes into its place in the room for bodies. A longer one is read on without being
 * kept and refused at its end: a sender that is cut off while it writes sees a broken connection and never learns why.
 */
export function readBytes(
  body: Readable,
  limit: number,
  enter: (refuse: (refusal: BodyRefused) => void) => BodyPlace,
  read: BytesRead,
): void {
  const gathered = new GatheredBytes(limit)
  let length = 0
  let isOver = false
  const end = (refusal: BodyRefused | null): void => {
    if (isOver) return
    isOver = true
    if (refusal === null) return read(null, gathered.bytes())
    gathered.clear()
    read(refusal)
  }
  const refuse = (refusal: BodyRefused): void => {
    body.off('data', onData)
    body.pause()
    end(refusal)
  }
  const place = enter(refuse)
  const onData = (chunk: Buffer): void => {
    length += chunk.length
    place.arrived(chunk.length)
    if (length > limit * PATIENCE) return refuse(tooLarge(limit))
    if (length > limit) gathered.clear()
    else gathered.add(chunk)
    place.takes(gathered.size)
  }
  body.on('data', onData)
  body.on('end', () => {
    place.whole()
    end(length > limit ? tooLarge(limit) : null)
  })
  body.on('error', (error) => {
    place.leave()
    end(new BodyRefused(400, `the request broke off before its body was complete (${error.message})`))
  })
}

function tooLarge(limit: number): BodyRefused {
  const message = `the body is larger than ${limit} bytes (limits.body_bytes); send fewer alerts at once`
  return new BodyRefused(413, message)
}
