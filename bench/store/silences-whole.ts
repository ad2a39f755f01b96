import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileMatcher, type LabelSet } from '@watchfloor/contract'
import { startServer } from '@watchfloor/server'
import { median } from '../measures/print-run.ts'

const SILENCES = 1_000
const ROUNDS = 30
const HOUR = 3_600_000

interface Saved {
  readonly silence: { readonly id: string }
  readonly hides: { readonly count: number }
}

/**
 * One silence changed on a board of these firing alerts and 1,000 silences, all of it: from the request until the last
 * of its events was read from an SSE stream; beside it, what only comparing it with every alert would take. Server,
 * sender and reader share this process.
 */
export async function measureWholeChanges(labelSets: readonly LabelSet[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const unasked = { confirm_percent: 100, confirm_alerts: 1_000_000 }
  const server = await startServer({ config: { data_dir: folder, listen: '127.0.0.1:0', silences: unasked } })
  const endsAt = new Date(Date.now() + 5 * HOUR).toISOString()
  /** Counts of the events that were read, by the silence that they name. */
  const seen = new Map<string, number>()
  let heard = (): void => {}

  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const url = `${server.url}/api/v2${path}`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text === '' ? undefined : JSON.parse(text)
  }
  const fire = (labels: readonly LabelSet[]) =>
    post(
      '/alerts',
      labels.map((one) => ({
        labels: one,
        annotations: { summary: `Something is wrong on ${one.instance}` },
        endsAt,
      })),
    )
  const save = (name: string, value: string) =>
    post('/silences/save', {
      matchers: [{ name, value, is_regex: true, is_equal: true }],
      ends_at: endsAt,
      created_by: 'bench',
      comment: 'bench',
    }) as Promise<Saved>

  const follow = async (): Promise<void> => {
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

  const change = async (name: string, expressionOf: (n: number) => string): Promise<void> => {
    const times: number[] = []
    const naive: number[] = []
    let hidden = 0
    for (let n = 0; n < ROUNDS; n++) {
      naive.push(comparingAll(labelSets, name, expressionOf(n)))
      const begin = performance.now()
      const { silence, hides } = await save(name, expressionOf(n))
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
    console.log(
      `one silence that hides ${hidden} alerts, to the stream: ${median(times).toFixed(1)} ms, most ${most}; only comparing it with every alert ${median(naive).toFixed(1)} ms`,
    )
  }

  /** New alerts, 64 a request, one request after the other. */
  const ingest = async (what: string, batch: string): Promise<void> => {
    const times: number[] = []
    for (let n = 0; n < 100; n++) {
      const labels = Array.from({ length: 64 }, (_, one) => ({
        alertname: 'New',
        instance: `host-${(n * 64 + one) % 5_000}.example:9100`,
        n: `${batch}${n * 64 + one}`,
      }))
      const begin = performance.now()
      await fire(labels)
      times.push(performance.now() - begin)
    }
    const most = Math.max(...times).toFixed(1)
    console.log(`64 new alerts ${what}: ${median(times).toFixed(1)} ms, most ${most}`)
  }

  await ingest('to warm up', 'a')
  await ingest('without silences', 'b')
  for (let n = 0; n < labelSets.length; n += 500) await fire(labelSets.slice(n, n + 500))
  for (let n = 0; n < SILENCES; n++) await save('instance', `host-${n + 6_000}[0-9]?\\.example:.*`)
  await ingest(`beside ${SILENCES} silences by expressions`, 'c')
  // Ends with the server.
  follow().catch(() => {})
  await change('instance', (n) => `host-${n + 2_000}\\.example:.+`)
  await change('service', (n) => `(service)-${n}`)
  await change('cluster', (n) => `c[${n % 7}]`)
  await server.close()
  await rm(folder, { recursive: true, force: true })
}

/** Milliseconds; what was found is of no interest. */
function comparingAll(labelSets: readonly LabelSet[], name: string, value: string): number {
  const begin = performance.now()
  const matcher = compileMatcher(name, '=~', value)
  if (!matcher.ok) throw new Error(matcher.error)
  let found = 0
  for (const labels of labelSets) if (matcher.value.matches(labels)) found++
  return found < 0 ? 0 : performance.now() - begin
}
