import { setTimeout as sleep } from 'node:timers/promises'
import type { LabelSet } from '@watchfloor/contract'
import type { Clock } from '../ground/clock.ts'
import { createDemoClient, type DemoClient } from './demo-client.ts'
import { seededRandom } from './random.ts'
import { type Beat, type DemoAlert, Story } from './story.ts'

export interface DemoOptions {
  readonly server: string
  readonly speed: number
  readonly seed: number
  /** Post even where other alerts are. */
  readonly mix: boolean
  readonly fetcher: typeof fetch
  readonly clock: Clock
  readonly stop: AbortSignal
  /** Tells people what happens. */
  readonly say: (text: string) => void
}

export type Played = { readonly ok: true } | { readonly ok: false; readonly message: string }

const TICK_MS = 500
/** Everything that fires is said again at this interval, with new values, as Prometheus does. */
const RESEND_MS = 30_000
/** So many ticks without an answer end the demo's patience. */
const PATIENCE = 60

/**
 * Plays the story on a server until it is stopped, then resolves all that it fired and expires its silences.
 * Refuses a server that holds alerts which are not the demo's, unless mixing was asked for.
 */
export async function playDemo(options: DemoOptions): Promise<Played> {
  const { clock, stop, say, server } = options
  const client = createDemoClient(server, options.fetcher)
  const refusal = await prepare(client, options)
  if (refusal !== undefined) return { ok: false, message: refusal }

  const started = clock.monotonic()
  const story = new Story(options.seed, clock.now())
  const values = wobble(options.seed)
  const silences: string[] = []
  const ended: DemoAlert[] = []
  let sentAll = started
  let failures = 0
  say(`A made-up fleet now posts to ${server}: its board is there. Ctrl-C resolves it all and ends.`)

  while (!stop.aborted) {
    const elapsed = clock.monotonic() - started
    const beats = story.advance((elapsed / 1000) * options.speed, clock.now())
    const resend = clock.monotonic() - sentAll >= RESEND_MS
    if (resend) sentAll = clock.monotonic()
    try {
      await perform(beats, resend ? story.firing : [], { client, values, silences, ended, options })
      if (failures > 0) say('The server answers again.')
      failures = 0
    } catch (error) {
      failures++
      // What was lost is said again: everything that fires with the next resend.
      sentAll = 0
      if (failures === 1) say(`The server does not take it: ${reasonOf(error)}. Trying again.`)
      if (failures > PATIENCE) return { ok: false, message: `The server stayed away: ${reasonOf(error)}` }
    }
    await sleep(TICK_MS, undefined, { signal: stop }).catch(() => undefined)
  }
  return clearUp(client, [...ended, ...story.firing], silences, options)
}

async function prepare(client: DemoClient, options: DemoOptions): Promise<string | undefined> {
  let present: readonly LabelSet[]
  try {
    present = await client.alerts()
  } catch (error) {
    return `Cannot reach ${options.server}: ${reasonOf(error)}. Start one with npm start, or name another with --server.`
  }
  const foreign = present.filter((labels) => labels.demo !== 'true')
  const [first] = foreign
  if (first !== undefined && !options.mix) {
    const name = first.alertname ?? JSON.stringify(first)
    return `${options.server} holds ${foreign.length} alerts that are not the demo's, such as ${name}. Use a fresh server, or add --mix.`
  }
  // What an earlier demo left behind has no part in this story.
  const left = present.filter((labels) => labels.demo === 'true')
  if (left.length > 0) await client.resolve(left, options.clock.now())
  return undefined
}

interface Stage {
  readonly client: DemoClient
  readonly values: (alert: DemoAlert) => number
  readonly silences: string[]
  /** Ended, but not told yet. */
  readonly ended: DemoAlert[]
  readonly options: DemoOptions
}

async function perform(
  beats: readonly Beat[],
  resend: readonly DemoAlert[],
  { client, values, silences, ended, options }: Stage,
): Promise<void> {
  const now = options.clock.now()
  const fired = new Set(beats.flatMap((beat) => (beat.kind === 'fire' ? [beat.alert] : [])))
  for (const alert of resend) fired.add(alert)
  for (const beat of beats) if (beat.kind === 'resolve') ended.push(beat.alert)
  for (const beat of beats) {
    if (beat.kind === 'say') options.say(`${new Date(now).toTimeString().slice(0, 8)}  ${beat.text}`)
    if (beat.kind !== 'silence') continue
    const to = now + Math.max(1000, (beat.seconds * 1000) / options.speed)
    silences.push(await client.silence({ ...beat, from: now, to }))
  }
  if (fired.size > 0) await client.fire([...fired], values, now)
  if (ended.length > 0) {
    await client.resolve(
      ended.map(({ labels }) => labels),
      options.clock.now(),
    )
    ended.length = 0
  }
  for (const beat of beats) if (beat.kind === 'acknowledge') await client.acknowledge(beat.labels, beat.by)
}

async function clearUp(
  client: DemoClient,
  firing: readonly DemoAlert[],
  silences: readonly string[],
  { clock, say, server }: DemoOptions,
): Promise<Played> {
  try {
    await client.resolve(
      firing.map(({ labels }) => labels),
      clock.now(),
    )
    for (const id of silences) await client.expire(id)
  } catch (error) {
    const message = `Could not clear up on ${server}: ${reasonOf(error)}. Its alerts end by themselves within 4 minutes.`
    return { ok: false, message }
  }
  say(`Resolved ${firing.length} alerts and ended ${silences.length} silences.`)
  return { ok: true }
}

/** Values that wander within their range, so that annotations change as they do in life. */
function wobble(seed: number): (alert: DemoAlert) => number {
  const random = seededRandom(seed + 1)
  return ({ ailment: { range } }) => random.between(range[0], range[1])
}

/** `fetch` hides the reason of a refused connection in the error's cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
