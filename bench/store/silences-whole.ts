import { compileMatcher, type LabelSet } from '@watchfloor/contract'
import { median } from '../measures/print-run.ts'
import { type SilenceServer, startSilenceServer } from './silence-server.ts'
import { measureWideSilence } from './wide-silence.ts'

const SILENCES = 1_000
const ROUNDS = 30

/**
 * One silence changed on a board of these firing alerts and 1,000 silences, all of it: from the request until the last
 * of its events was read from an SSE stream; beside it, what only comparing it with every alert would take.
 */
export async function measureWholeChanges(labelSets: readonly LabelSet[]): Promise<void> {
  const server = await startSilenceServer()
  await ingest(server, 'to warm up', 'a')
  await ingest(server, 'without silences', 'b')
  for (let n = 0; n < labelSets.length; n += 500) await server.fire(labelSets.slice(n, n + 500))
  for (let n = 0; n < SILENCES; n++) await server.save('instance', `host-${n + 6_000}[0-9]?\\.example:.*`)
  await ingest(server, `beside ${SILENCES} silences by expressions`, 'c')
  await change(server, labelSets, 'instance', (n) => `host-${n + 2_000}\\.example:.+`)
  await change(server, labelSets, 'service', (n) => `(service)-${n}`)
  await measureWideSilence(server, (n) => ['cluster', `c[${n % 7}]`])
  await server.stop()
}

async function change(
  server: SilenceServer,
  labelSets: readonly LabelSet[],
  name: string,
  expressionOf: (n: number) => string,
): Promise<void> {
  const times: number[] = []
  const naive: number[] = []
  let hidden = 0
  for (let n = 0; n < ROUNDS; n++) {
    naive.push(comparingAll(labelSets, name, expressionOf(n)))
    const told = server.told('alert_silenced')
    const begin = performance.now()
    const { silence, hides } = await server.save(name, expressionOf(n))
    await told(hides.count)
    times.push(performance.now() - begin)
    hidden = hides.count
    const over = server.told('alert_unsilenced')
    await server.expire(silence.id)
    await over(hides.count)
  }
  const most = Math.max(...times).toFixed(1)
  console.log(
    `one silence that hides ${hidden} alerts, to the stream: ${median(times).toFixed(1)} ms, most ${most}; only comparing it with every alert ${median(naive).toFixed(1)} ms`,
  )
}

/** New alerts, 64 a request, one request after the other. */
async function ingest(server: SilenceServer, what: string, batch: string): Promise<void> {
  const times: number[] = []
  for (let n = 0; n < 100; n++) {
    const labels = Array.from({ length: 64 }, (_, one) => ({
      alertname: 'New',
      instance: `host-${(n * 64 + one) % 5_000}.example:9100`,
      n: `${batch}${n * 64 + one}`,
    }))
    const begin = performance.now()
    await server.fire(labels)
    times.push(performance.now() - begin)
  }
  const most = Math.max(...times).toFixed(1)
  console.log(`64 new alerts ${what}: ${median(times).toFixed(1)} ms, most ${most}`)
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
