import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Alert, type BoardSnapshot, fingerprint, formatTime, levelOf } from '@watchfloor/contract'

/** A server that does what a real one never must. Each stream request gets the next of its `streams`. */
export interface HostileServer {
  readonly url: string
  readonly streams: number
  readonly close: () => Promise<void>
}

export type Stream = (write: (text: string) => void, response: ServerResponse) => void

export interface HostileOptions {
  readonly board: () => BoardSnapshot | string
  readonly streams: readonly Stream[]
}

export const EPOCH = 'evil'
const HTML = '<img src=x onerror="window.injected=true"><b>bold</b>&amp;\u202Egnp.exe\u0000\u0007'

export function hostileAlert(n: number, sequence: number): Alert {
  const labels = {
    alertname: `Evil${n} ${HTML}`,
    severity: 'critical',
    cluster: `c${n} ${HTML}`,
    service: `s${n}`,
  }
  return {
    fingerprint: fingerprint(labels),
    life: `${EPOCH}.${sequence}`,
    alertname: labels.alertname,
    status: 'firing',
    severity: labels.severity,
    level: levelOf(labels.severity),
    unconfirmed: false,
    flapping: 0,
    labels,
    annotations: { summary: `${HTML} ${'long '.repeat(100)}` },
    starts_at: formatTime(Date.now()),
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: [],
  }
}

export function boardOf(alerts: readonly Alert[], sequence: number): BoardSnapshot {
  return {
    cursor: `${EPOCH}.${sequence}`,
    server_time: formatTime(Date.now()),
    alerts: alerts.map((alert) => ({ ...alert, sequence })),
    silences: [],
    health: [],
    stats: null,
  }
}

export function hello(sequence: number, head = sequence): string {
  const data = {
    control: 'hello',
    cursor: `${EPOCH}.${sequence}`,
    head: `${EPOCH}.${head}`,
    server_time: formatTime(Date.now()),
    heartbeat_ms: 15_000,
    retry_ms: 100,
    version: '0.0.0',
    connection: 'c',
  }
  return `event: hello\nid: ${data.cursor}\ndata: ${JSON.stringify(data)}\n\n`
}

export function created(alert: Alert, sequence: number, prev = sequence - 1): string {
  const data = {
    type: 'alert_created',
    source: 'alert_processor',
    id: `event-${sequence}`,
    timestamp: formatTime(Date.now()),
    data: alert,
    sequence,
    epoch: EPOCH,
    prev,
  }
  return `id: ${EPOCH}.${sequence}\ndata: ${JSON.stringify(data)}\n\n`
}

export async function startHostileServer({ board, streams }: HostileOptions): Promise<HostileServer> {
  let taken = 0
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0]
    if (path === '/api/v2/board') {
      const answer = board()
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    }
    if (path === '/api/v2/events/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      const stream = streams[Math.min(taken, streams.length - 1)]
      taken += 1
      return stream?.((text) => response.write(text), response)
    }
    response.writeHead(404).end()
  })
  server.on('upgrade', (_request, socket) => socket.destroy())
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get streams() {
      return taken
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
