import { Agent, request } from 'node:http'
import pLimit from 'p-limit'
import { answerWith } from './asked-process.ts'

export interface IngestTask {
  readonly port: number
  readonly alerts: number
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
}

export interface ReadBack {
  readonly firstByteMs: number
  readonly ms: number
  readonly bytes: number
}

const HOSTS_IN_A_CLUSTER = 500

function alertOf(n: number, endsAt: string | undefined): object {
  return {
    labels: {
      alertname: `Alert${n % 40}`,
      cluster: `cluster-${Math.floor(n / HOSTS_IN_A_CLUSTER)}`,
      instance: `host-${n}.example.com:9100`,
      job: 'node',
      severity: n % 10 === 0 ? 'critical' : 'warning',
    },
    annotations: {
      summary: `Something is wrong with host-${n}`,
      description: 'A sentence of some length, as the rules of most people have one for each alert.',
    },
    generatorURL: `http://prometheus.example.com/graph?g0.expr=up%3D%3D0&host=${n}`,
    ...(endsAt === undefined ? {} : { endsAt }),
  }
}

function post(agent: Agent, port: number, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const posted = request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v2/alerts', headers },
      (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)),
    )
    posted.once('error', reject)
    posted.end(body)
  })
}

const questions = {
  ingest: async ({ port, alerts, batch, senders, endsAt }: IngestTask): Promise<Ingested> => {
    const bodies: string[] = []
    for (let from = 0; from < alerts; from += batch) {
      const members = Array.from({ length: Math.min(batch, alerts - from) }, (_, k) =>
        alertOf(from + k, endsAt),
      )
      bodies.push(JSON.stringify(members))
    }
    const agent = new Agent({ keepAlive: true, maxSockets: senders })
    const times: number[] = []
    let refused = 0
    const send = async (body: string): Promise<void> => {
      const began = performance.now()
      if ((await post(agent, port, body)) !== 200) refused++
      times.push(performance.now() - began)
    }
    const began = performance.now()
    await pLimit(senders).map(bodies, send)
    const seconds = (performance.now() - began) / 1000
    agent.destroy()
    times.sort((a, b) => a - b)
    const at = (part: number): number => times[Math.floor(part * (times.length - 1))] ?? Number.NaN
    return { seconds, p50: at(0.5), p99: at(0.99), refused }
  },
  read: (port: number): Promise<ReadBack> =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const asked = request({ port, host: '127.0.0.1', path: '/api/v2/alerts' }, (response) => {
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
