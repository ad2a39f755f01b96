import { join } from 'node:path'
import { EventSource } from 'eventsource'
import { createParser } from 'eventsource-parser'
import { onTestFinished } from 'vitest'
import { startProgram } from '../programs/program.ts'
import { type Dispatched, readEventStream } from './event-stream-grammar.ts'

/** Reads a stream with somebody else's parser. */
export interface PlainReader {
  readonly name: string
  /** Everything dispatched so far, in order. */
  readonly read: () => readonly Dispatched[]
}

const NAMES = ['message', 'hello', 'heartbeat', 'reset', 'drain'] as const

/**
 * Four readers of one stream, ended with the test. Their parsers are three: `eventsource` has `eventsource-parser`
 * inside, Node its own, and what curl prints is read by the standard's grammar.
 */
export function readPlainly(url: string): readonly PlainReader[] {
  return [npmEventSource(url), nodeEventSource(url), eventSourceParser(url), curl(url)]
}

function npmEventSource(url: string): PlainReader {
  const events: Dispatched[] = []
  const source = new EventSource(url)
  for (const name of NAMES) {
    source.addEventListener(name, ({ type, lastEventId, data }) =>
      events.push({ type, id: lastEventId, data }),
    )
  }
  onTestFinished(() => source.close())
  return { name: 'the npm package eventsource', read: () => events }
}

/** undici's, in a process of its own: Node has it behind a flag. */
function nodeEventSource(url: string): PlainReader {
  const script = join(import.meta.dirname, 'node-event-source.ts')
  const program = startProgram(process.execPath, ['--experimental-eventsource', '--no-warnings', script, url])
  onTestFinished(() => program.stop())
  const read = (): Dispatched[] =>
    program
      .output()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Dispatched)
  return { name: "Node's own EventSource", read }
}

function eventSourceParser(url: string): PlainReader {
  const events: Dispatched[] = []
  let lastId = ''
  const parser = createParser({
    onEvent: ({ event = 'message', data, id = lastId }) => {
      lastId = id
      events.push({ type: event, id, data })
    },
  })
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const listen = async (): Promise<void> => {
    const { body } = await fetch(url, { signal: ending.signal })
    const decoder = new TextDecoder()
    for await (const bytes of body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
  }
  listen().catch(() => undefined)
  return { name: 'eventsource-parser', read: () => events }
}

/** `curl -N` prints the stream as it is; the standard's grammar reads it. */
export function curl(url: string): PlainReader {
  const program = startProgram('curl', ['-N', '--silent', '--show-error', url])
  onTestFinished(() => program.stop())
  return { name: 'curl -N', read: () => readEventStream(program.output()) }
}
