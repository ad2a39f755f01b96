import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@watchfloor/server'
import { median, printRun } from './print-run.ts'

/**
 * One silence changed on a board of 50,000 firing alerts and 1,000 silences, all of it: from the request until the
 * last of its events was read from an SSE stream. Server, sender and reader share one process.
 */
const ALERTS = 50_000
const SILENCES = 1_000
const ROUNDS = 30
const HOUR = 3_600_000

const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
const server = await startServer({
  config: {
    data_dir: folder,
    listen: '127.0.0.1:0',
    silences: { confirm_percent: 100, confirm_alerts: 1_000_000 },
  },
})

async function post(path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/api/v2${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text === '' ? undefined : JSON.parse(text)
}

const endsAt = new Date(Date.now() + 5 * HOUR).toISOString()
const alert = (n: number, cluster: string) => ({
  labels: {
    alertname: `Alert${n % 300}`,
    instance: `host-${n % 5_000}.example:9100`,
    service: `service-${cluster === '' ? n % 120 : 'x'}`,
    cluster: cluster || `c${n % 7}`,
    n: String(n),
  },
  annotations: { summary: `Something is wrong on host ${n}` },
  endsAt,
})
const fresh = (from: number, count: number, cluster = '') =>
  Array.from({ length: count }, (_, n) => alert(from + n, cluster))

interface Saved {
  readonly silence: { readonly id: string }
  readonly hides: { readonly count: number }
}

const save = (name: string, value: string) =>
  post('/silences/save', {
    matchers: [{ name, value, is_regex: true, is_equal: true }],
    ends_at: endsAt,
    created_by: 'bench',
    comment: 'bench',
  }) as Promise<Saved>

/** Counts of the events that were read, by the silence that they name. */
const seen = new Map<string, number>()
let heard = (): void => {}
async function follow(): Promise<void> {
  const response = await fetch(`${server.url}/api/v2/events/stream?types=alert_silenced`)
  if (response.body === null) throw new Error('no stream')
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const id = /"silenced_by":\["([^"]+)"/.exec(line)?.[1]
      if (id !== undefined) seen.set(id, (seen.get(id) ?? 0) + 1)
    }
    heard()
  }
}
printRun()
await ingestTimes('to warm up', 500_000)
await ingestTimes('without silences', 1_000_000)
for (let from = 0; from < ALERTS; from += 500) await post('/alerts', fresh(from, 500))
for (let n = 0; n < SILENCES; n++) await save('instance', `host-${n + 6_000}[0-9]?\\.example:.*`)
await ingestTimes(`beside ${SILENCES} silences by expressions`, 2_000_000)
follow().catch(() => {})
await change('about 10 alerts', (n) => ['instance', `host-${n + 100}\\.example:.+`])
await change('about 420 alerts', (n) => ['service', `(service)-${n}`])
await change('about 7,140 alerts', (n) => ['cluster', `c[${n % 7}]`])
await server.close()
await rm(folder, { recursive: true, force: true })
process.exit(0)

async function change(what: string, matcher: (n: number) => readonly [string, string]): Promise<void> {
  const times: number[] = []
  let hidden = 0
  for (let n = 0; n < ROUNDS; n++) {
    const begin = performance.now()
    const { silence, hides } = await save(...matcher(n))
    while ((seen.get(silence.id) ?? 0) < hides.count) {
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    }
    times.push(performance.now() - begin)
    hidden = hides.count
    await post('/silences/bulk', { action: 'expire', ids: [silence.id] })
  }
  const most = Math.max(...times).toFixed(1)
  console.log(`one silence that hides ${what} (${hidden}): ${median(times).toFixed(1)} ms, most ${most}`)
}

/** New alerts, 64 a request, one request after the other. */
async function ingestTimes(what: string, from: number): Promise<void> {
  const times: number[] = []
  for (let n = 0; n < 100; n++) {
    const body = fresh(from + n * 64, 64, 'other')
    const begin = performance.now()
    await post('/alerts', body)
    times.push(performance.now() - begin)
  }
  console.log(`64 new alerts ${what}: ${median(times).toFixed(2)} ms, most ${Math.max(...times).toFixed(1)}`)
}
