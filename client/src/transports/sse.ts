import { formatCursor } from '@watchfloor/contract'
import { createParser, type EventSourceParser } from 'eventsource-parser'
import type { Frame, Lost } from '../core/messages.ts'
import type { FetchResponse } from '../platform/platform.ts'
import { ask, type Connection } from './connection.ts'
import { endpoint, streamQuery } from './endpoints.ts'
import { fromError, notOurs } from './failure.ts'
import { controlFrame, eventFrame, malformed } from './frames.ts'
import { guard, type OpenStream, type Sink } from './transport.ts'

/** No frame of ours comes near it; a stream without line ends must not fill the memory. */
const LARGEST_FRAME = 4 * 1024 * 1024
const CONTROLS: ReadonlySet<string> = new Set(['hello', 'heartbeat', 'reset', 'drain', 'expiring', 'error'])

class TooLarge extends Error {}

/** Server-sent events over `fetch`: unlike EventSource it carries a token and survives a 503. */
export function sse(to: Connection): OpenStream {
  return (cursor, sink) =>
    guard(sink, async (open, signal) => {
      // In the query, not in Last-Event-ID: across origins that header would cost a preflight per connection.
      const query = streamQuery(to.filter, { cursor: formatCursor(cursor) })
      const url = endpoint(to.base, `/api/v2/events/stream?${query}`)
      const answer = await ask(to, url, 'text/event-stream', signal)
      return answer.lost ?? read(answer.response, open, signal)
    })
}

async function read(response: FetchResponse, sink: Sink, signal: AbortSignal): Promise<Lost> {
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('text/event-stream') || response.body === null) {
    return notOurs(response, `the stream's content type is "${type}"`)
  }
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  const frames: Frame[] = []
  const parser = framesInto(frames)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (signal.aborted || done) return { how: 'ended', detail: 'the stream ended' }
      parser.feed(decoder.decode(value, { stream: true }))
      sink.received(frames.splice(0))
      if (signal.aborted) return { how: 'ended', detail: 'the stream was given up' }
    }
  } catch (error) {
    // An event that is too large will be so at every attempt: it is asked for again, and in the end the board is taken.
    if (error instanceof TooLarge) sink.received([malformed(true, error.message)])
    return fromError(error)
  } finally {
    // The stream is over either way; a reader that is broken already has nothing left to cancel.
    reader.cancel().catch(() => undefined)
  }
}

function framesInto(frames: Frame[]): EventSourceParser {
  return createParser({
    maxBufferSize: LARGEST_FRAME,
    onEvent: ({ event, data }) => {
      const frame = event === undefined || event === 'message' ? eventFrame(data) : named(event, data)
      if (frame !== null) frames.push(frame)
    },
    // A server that starts, goes away or is full says so in one, again and again.
    onComment: (why) => frames.push({ type: 'wait', why: why.slice(0, 200) }),
    onRetry: (retry_ms) => frames.push({ type: 'retry', retry_ms }),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded')
        throw new TooLarge(`an event is larger than ${LARGEST_FRAME} bytes`)
    },
  })
}

/** Named events are control frames; names that came later than this client mean nothing to it. */
function named(event: string, data: string): Frame | null {
  return CONTROLS.has(event) ? controlFrame(data) : null
}
