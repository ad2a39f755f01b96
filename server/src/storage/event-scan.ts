import {
  type CompiledFilter,
  compileFilter,
  type LoggedEvent,
  type Millis,
  type Scope,
  type StreamFilter,
  type Work,
} from '@watchfloor/contract'
import { sightOf } from '../scope/sight.ts'

/** Events that are looked for, newest first or oldest first; all of it is plain data, because another thread may do it. */
export interface EventScan {
  /** Sequences below this are looked at, down to `first`; upwards, from that on. */
  readonly before: number
  readonly first: number
  readonly upwards?: boolean | undefined
  /** Of one alert only. */
  readonly fingerprint: string | undefined
  /** Times of the events, `to` not included. */
  readonly from: Millis
  readonly to: Millis
  /** One that compiles. */
  readonly filter: StreamFilter
  /** Only what is of this part of the alerts; of all when absent. */
  readonly scope?: Scope | undefined
  /** Steps that its expressions may take. */
  readonly steps: number
  /** So many are answered at most. */
  readonly most: number
  /** `fingerprints`: only of which alerts they are. */
  readonly wants: 'events' | 'fingerprints'
}

/** What was found; `E` is an event as the store hands it over. */
export interface Scanned<E> {
  readonly events: readonly E[]
  readonly fingerprints: readonly string[]
  /** Of these, critical ones. */
  readonly criticals: number
  /** Sequence of the last one that was looked at; undefined where there is none to look at. */
  readonly last: number | undefined
  readonly looked: number
  /** Steps that the expressions took; when there are more than they may, what was found is not all. */
  readonly steps: number
}

/** A scan looks at so many events, or takes so long, ms, or finds so many characters; then it is asked to go on. */
const MOST_LOOKED = 5_000
const MOST_MS = 10
const MOST_CHARACTERS = 250_000
/** Looking at the clock costs, too. */
const CLOCK = 16

/** One stored event: what is known of it without reading it, and how it is read. */
export interface Scannable {
  readonly event: LoggedEvent
  readonly at: Millis
  readonly size: number
}

/** What passes a scan's filter within its scope. */
export function filterOf({ filter, scope }: Pick<EventScan, 'filter' | 'scope'>): CompiledFilter {
  const compiled = compileFilter(filter)
  // Whoever asks has compiled it before.
  if (!compiled.ok) throw new Error(compiled.error)
  if (scope === undefined) return compiled.value
  const sight = sightOf(scope)
  const { passes } = compiled.value
  return { ...compiled.value, passes: (event, work) => sight.event(event) && passes(event, work) }
}

/** Looks through events, which are in order and within the scan's sequences. `monotonic`: ms. */
export function scanEvents<E extends Scannable>(
  events: Iterable<E>,
  scan: Pick<EventScan, 'from' | 'to' | 'steps' | 'most' | 'wants'>,
  filter: CompiledFilter,
  monotonic: () => number,
): Scanned<E> {
  const until = monotonic() + MOST_MS
  const work: Work = { steps: 0, most: scan.steps }
  const found: E[] = []
  const fingerprints: string[] = []
  let [looked, characters, criticals] = [0, 0, 0]
  let last: number | undefined
  for (const one of events) {
    const { event, at } = one
    last = event.sequence
    looked++
    if (at >= scan.from && at < scan.to && filter.passes(event, work)) {
      if (work.steps > scan.steps) break
      if (scan.wants === 'events') found.push(one)
      else if (event.source === 'alert_processor') {
        fingerprints.push(event.data.fingerprint)
        if (event.data.level === 'critical') criticals++
      }
      characters += scan.wants === 'events' ? one.size : 0
      if (found.length + fingerprints.length >= scan.most || characters >= MOST_CHARACTERS) break
    }
    if (work.steps > scan.steps || looked >= MOST_LOOKED) break
    if (looked % CLOCK === 0 && monotonic() >= until) break
  }
  return { events: found, fingerprints, criticals, last, looked, steps: work.steps }
}
