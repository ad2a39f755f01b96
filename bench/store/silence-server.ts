import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { LabelSet } from '@watchfloor/contract'
import { startBenchServer } from '../servers/bench-server.ts'
import { metricOf } from '../servers/server-metrics.ts'
import type { Inside } from '../servers/server-probe.ts'

const HOUR = 3_600_000
/** The store has its own rests of a quarter of a second. */
const RESTED_MS = 600

export interface Saved {
  readonly silence: { readonly id: string }
  readonly hides: { readonly count: number }
}

/** A server in a process of its own, whoever asks it here, and what an SSE stream of it tells of silenced alerts. */
export interface SilenceServer {
  readonly ask: (method: string, path: string, body?: object) => Promise<unknown>
  /** Alerts with these labels fire for hours. */
  readonly fire: (labels: readonly LabelSet[]) => Promise<unknown>
  readonly save: (name: string, expression: string) => Promise<Saved>
  readonly expire: (id: string) => Promise<unknown>
  /** Forgets what was told, and resolves when so many events of this type were read from then on. */
  readonly told: (type: 'alert_silenced' | 'alert_unsilenced') => (count: number) => Promise<void>
  /** Resolves when the store has put in its place what was written. */
  readonly rested: () => Promise<void>
  readonly inside: () => Promise<Inside>
  readonly stop: () => Promise<void>
}

export async function startSilenceServer(): Promise<SilenceServer> {
  const env = { WATCHFLOOR_SILENCES_CONFIRM_PERCENT: '100', WATCHFLOOR_SILENCES_CONFIRM_ALERTS: '1000000' }
  const { url, port, inside, stop } = await startBenchServer({ isLoopWatched: true, env })
  const agent = new Agent({ keepAlive: true })
  const endsAt = new Date(Date.now() + 5 * HOUR).toISOString()
  const at = { agent, port, host: '127.0.0.1' }

  const ask: SilenceServer['ask'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? '' : JSON.stringify(body)
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }
      const asked = request({ ...at, method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.once('end', () => {
          if (response.statusCode !== 200) reject(new Error(`${response.statusCode}: ${text}`))
          else resolve(text.startsWith('{') ? JSON.parse(text) : text)
        })
      })
      asked.once('error', reject)
      asked.end(sent)
    })

  const counts = { alert_silenced: 0, alert_unsilenced: 0 }
  let heard = (): void => {}
  const stream = request({
    ...at,
    path: '/api/v2/events/stream?types=alert_silenced,alert_unsilenced',
  })
  stream.once('response', (response) => {
    let rest = ''
    response.setEncoding('latin1')
    // Ends with the server.
    response.on('error', () => {})
    response.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!line.startsWith('data:')) continue
        if (line.includes('"type":"alert_silenced"')) counts.alert_silenced++
        else if (line.includes('"type":"alert_unsilenced"')) counts.alert_unsilenced++
      }
      heard()
    })
  })
  stream.on('error', () => {})
  stream.end()

  return {
    ask,
    fire: (labels) =>
      ask(
        'POST',
        '/api/v2/alerts',
        labels.map((one) => ({
          labels: one,
          annotations: { summary: `Something is wrong on ${one.instance}` },
          endsAt,
        })),
      ),
    save: (name, value) =>
      ask('POST', '/api/v2/silences/save', {
        matchers: [{ name, value, is_regex: true, is_equal: true }],
        ends_at: endsAt,
        created_by: 'bench',
        comment: 'bench',
      }) as Promise<Saved>,
    expire: (id) => ask('POST', '/api/v2/silences/bulk', { action: 'expire', ids: [id] }),
    told: (type) => {
      counts[type] = 0
      return async (count) => {
        while (counts[type] < count) {
          await new Promise<void>((resolve) => {
            heard = resolve
          })
        }
      }
    },
    rested: async () => {
      while ((await metricOf(url, 'watchfloor_store_behind_bytes')) > 0) await setTimeout(RESTED_MS)
      await setTimeout(RESTED_MS)
    },
    inside,
    stop: async () => {
      agent.destroy()
      stream.destroy()
      await stop()
    },
  }
}
