import { request } from 'node:http'
import { Latencies } from '../measures/latencies.ts'
import { answerWith } from './asked-process.ts'
import { BareConnection } from './bare-connection.ts'
import { postOf } from './bench-alerts.ts'
import { sustain } from './sustained.ts'

export interface IngestTask {
  readonly port: number
  /** The first of them; 0 when absent. */
  readonly from?: number
  readonly alerts: number
  /** Alerts a request. */
  readonly batch: number
  readonly senders: number
  /** Alerts end at this time; undefined sends none. */
  readonly endsAt: string | undefined
}

export interface Ingested {
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
  /** Processor time of the sender itself, seconds. */
  readonly cpu: number
}

export interface ReadBack {
  readonly firstByteMs: number
  readonly ms: number
  readonly bytes: number
}

export interface ReadTask {
  readonly port: number
  readonly path: string
}

async function ingest(task: IngestTask): Promise<Ingested> {
  const { port, from: first = 0, alerts, batch, senders, endsAt } = task
  const requests: Buffer[] = []
  for (let from = 0; from < alerts; from += batch)
    requests.push(postOf(port, { from: first + from, count: Math.min(batch, alerts - from), endsAt }))
  const connections = await Promise.all(Array.from({ length: senders }, () => BareConnection.open(port)))
  const latencies = new Latencies()
  let refused = 0
  let next = 0
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  await Promise.all(
    connections.map(async (connection) => {
      for (;;) {
        const request = requests[next++]
        if (request === undefined) return
        const sent = performance.now()
        if ((await connection.send(request)) !== 200) refused++
        latencies.add((performance.now() - sent) * 1_000)
      }
    }),
  )
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpuBefore)
  for (const connection of connections) connection.close()
  const [p50, p99] = [latencies.quantile(0.5), latencies.quantile(0.99)]
  return { seconds, p50, p99, refused, cpu: (user + system) / 1e6 }
}

const questions = {
  ingest,
  sustain,
  read: ({ port, path }: ReadTask): Promise<ReadBack> =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const asked = request({ port, host: '127.0.0.1', path }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path} was answered ${response.statusCode}`))
        let bytes = 0
        let firstByteMs = 0
        response.on('data', (chunk: Buffer) => {
          if (bytes === 0) firstByteMs = performance.now() - began
          bytes += chunk.length
        })
        response.once('end', () => resolve({ firstByteMs, ms: performance.now() - began, bytes }))
      })
      asked.once('error', reject)
      asked.end()
    }),
}
export type IngestQuestions = typeof questions

answerWith(questions)
