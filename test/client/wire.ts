import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { notification } from './core/samples.ts'

/** A server of the test's own making, for what the real one must never do: lie, be mute, be somebody else. */
export interface Wire {
  readonly url: string
  /** Every request, as "METHOD path". */
  readonly requests: string[]
  readonly authorizations: (string | undefined)[]
  /** Requests and WebSockets that are not over. */
  open(): number
  close(): Promise<void>
}

export interface Answers {
  readonly board?: Answer
  readonly stream?: Answer
  readonly events?: Answer
  readonly any?: Answer
  readonly socket?: (socket: WebSocket) => void
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export async function startWire(answers: Answers): Promise<Wire> {
  const requests: string[] = []
  const authorizations: (string | undefined)[] = []
  let open = 0
  const note = (request: IncomingMessage): void => {
    requests.push(`${request.method} ${request.url}`)
    authorizations.push(request.headers.authorization)
  }
  const begin = (one: { on(name: 'close', over: () => void): unknown }): void => {
    open += 1
    one.on('close', () => {
      open -= 1
    })
  }
  const server = createServer((request, response) => {
    note(request)
    begin(response)
    const path = (request.url ?? '').split('?')[0]
    const answer =
      path === '/api/v2/board'
        ? answers.board
        : path === '/api/v2/events/stream'
          ? answers.stream
          : path === '/api/v2/events'
            ? answers.events
            : answers.any
    if (answer === undefined) response.writeHead(404).end()
    else answer(response, request)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    note(request)
    begin(socket)
    const answer = answers.socket
    if (answer === undefined) socket.destroy()
    else sockets.handleUpgrade(request, socket, head, answer)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  onTestFinished(close)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, authorizations, open: () => open, close }
}

const now = (): string => new Date().toISOString()

export const position = (sequence: number, head = sequence) => ({
  cursor: `t1.${sequence}`,
  head: `t1.${head}`,
  server_time: now(),
})

export function hello(sequence: number, head = sequence): string {
  const rest = { heartbeat_ms: 15_000, retry_ms: 0, version: '0', connection: 'c' }
  return JSON.stringify({ control: 'hello', ...position(sequence, head), ...rest })
}

export function boardAnswer(sequence: number): Answer {
  return (response) =>
    json(response, {
      cursor: `t1.${sequence}`,
      server_time: now(),
      alerts: [],
      silences: [],
      health: [],
      stats: null,
    })
}

/** A poll's answer: the events of these sequences, after which the position is `head`. */
export function pageAnswer(head: number, sequences: readonly number[] = []): Answer {
  return (response) =>
    json(response, { ...position(head), events: sequences.map((one) => notification(one)), more: false })
}

/** The beginning of an event stream; more is written with `frame`. */
export function beginStream(response: ServerResponse, ...texts: string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.write(texts.join(''))
}

export function named(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`
}

export function durable(sequence: number, prev = sequence - 1): string {
  return `id: t1.${sequence}\ndata: ${JSON.stringify(notification(sequence, prev))}\n\n`
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
