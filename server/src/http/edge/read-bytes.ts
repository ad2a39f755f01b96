import type { Readable } from 'node:stream'

/** How many times the limit is read and thrown away so that a sender gets its answer instead of a broken pipe. */
const PATIENCE = 8

/** A body that was not taken, with the status to answer. */
export class BodyRefused extends Error {
  readonly statusCode: 400 | 413

  constructor(statusCode: 400 | 413, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

/**
 * Reads a body of at most `limit` bytes. A longer one is read on without being kept and refused at its end: a sender
 * that is cut off while it writes sees a broken connection and never learns why.
 */
export function readBytes(body: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const refuse = (): void => {
      const message = `the body is larger than ${limit} bytes (limits.body_bytes); send fewer alerts at once`
      reject(new BodyRefused(413, message))
    }
    body.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      if (length <= limit * PATIENCE) return
      body.pause()
      refuse()
    })
    body.on('end', () => {
      if (length > limit) refuse()
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length))
    })
    body.on('error', (error) => {
      reject(new BodyRefused(400, `the request broke off before its body was complete (${error.message})`))
    })
  })
}
