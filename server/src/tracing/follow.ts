import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../ground/clock.ts'
import type { DeliveredBy, Followed, FollowedStage, Tracing } from '../ground/tracing.ts'
import type { Span, SpanPlace } from './spans.ts'

/** W3C Trace Context; the last digit says whether whoever sends it records. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]([0-9a-f])(-|$)/
/** What nobody has read by then is no delivery of this request any more. */
const READ_WITHIN_MS = 30_000
const MOST_AWAITED = 256

interface Request extends SpanPlace {
  readonly links: SpanPlace[]
}

/** What was judged together, and the span of its commit. */
interface Group {
  readonly requests: Set<Request>
  readonly commit: SpanPlace
}

interface Awaited {
  readonly newest: number
  readonly since: number
  readonly publish: SpanPlace
  readonly by: Set<DeliveredBy>
}

/**
 * Makes the spans of a request: judging, the commit, publishing, and the first delivery by each transport. A commit that
 * holds several is the child of the first and linked with the others. What is judged again, because another server
 * committed first, has a span for each time. On other servers the commit is followed by taking over and deliveries.
 */
export function follow(parts: {
  /** One of so many is followed, where whoever sends does not say. */
  readonly oneIn: number
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly add: (span: Span) => void
}): Tracing {
  const { oneIn, clock, random, add } = parts
  let offset = 0
  const at = (): number => clock.monotonic() + offset
  const staged = new WeakMap<FollowedStage, Group>()
  let commit: { readonly start: number; readonly end: number } | undefined
  let awaited: Awaited[] = []

  const placeIn = (headers: IncomingHttpHeaders): (Request & { readonly parent?: string }) | undefined => {
    const { traceparent } = headers
    const [, trace, parent = '', flags = ''] =
      typeof traceparent === 'string' ? (TRACEPARENT.exec(traceparent) ?? []) : []
    const isWanted = trace === undefined ? random() * oneIn < 1 : (Number.parseInt(flags, 16) & 1) === 1
    if (!isWanted) return undefined
    if (trace !== undefined) return { trace, span: newId(8), parent, links: [] }
    return { trace: newId(16), span: newId(8), links: [] }
  }

  const groupOf = (stage: FollowedStage, first: Request): Group => {
    const known = staged.get(stage)
    if (known !== undefined) return known
    const commit = { trace: first.trace, span: newId(8) }
    const group = { requests: new Set<Request>(), commit }
    staged.set(stage, group)
    stage.trace = `00-${commit.trace}-${commit.span}-01`
    return group
  }

  const awaitReaders = (newest: number, since: number, publish: SpanPlace): void => {
    awaited = awaited.filter((one) => since - one.since < READ_WITHIN_MS).slice(-MOST_AWAITED + 1)
    awaited.push({ newest, since, publish, by: new Set() })
  }

  return {
    begin: (name, id, headers): Followed | undefined => {
      const place = placeIn(headers)
      if (place === undefined) return undefined
      // Wall clocks are put right; within one request time only goes on.
      offset = clock.now() - clock.monotonic()
      const start = at()
      return {
        judging: (stage) => {
          const began = at()
          groupOf(stage, place).requests.add(place)
          return () => add(inner('judge', place, began, at()))
        },
        answered: (status) => {
          const attributes = { 'http.response.status_code': status, 'watchfloor.request_id': id }
          const { parent, ...of } = place
          const isFailed = status >= 500
          add({ ...of, name, kind: 'server', parent, start, end: at(), attributes, isFailed })
        },
      }
    },
    committed: (seconds) => {
      const end = at()
      commit = { start: end - seconds * 1000, end }
    },
    settled: (stage, newest, publish) => {
      const took = commit
      commit = undefined
      const group = staged.get(stage)
      const [first, ...others] = group?.requests ?? []
      if (group === undefined || first === undefined) return publish()
      staged.delete(stage)
      const committing = group.commit
      for (const other of others) other.links.push(committing)
      const published: SpanPlace = { trace: first.trace, span: newId(8) }
      const began = at()
      if (newest !== undefined) awaitReaders(newest, began, published)
      publish()
      if (took !== undefined) {
        const attributes = { 'watchfloor.requests': others.length + 1 }
        const of = { parent: first.span, kind: 'internal', attributes } as const
        add({ ...committing, ...of, name: 'commit', ...took, links: others.map(placeOf) })
      }
      const parent = took === undefined ? first.span : committing.span
      const of = { parent, kind: 'internal', attributes: {}, links: [] } as const
      add({ ...published, ...of, name: 'publish', start: began, end: at() })
    },
    takenOver: (commits, publish) => {
      if (commits.length === 0) return publish()
      offset = clock.now() - clock.monotonic()
      const began = at()
      const taken = commits.slice(-MOST_AWAITED).flatMap(({ upTo, trace: text }) => {
        const [, trace, parent] = TRACEPARENT.exec(text) ?? []
        if (trace === undefined || parent === undefined) return []
        const place = { trace, span: newId(8) }
        awaitReaders(upTo, began, place)
        return [{ ...place, parent }]
      })
      publish()
      const of = { name: 'take over', kind: 'consumer', attributes: {}, links: [], start: began } as const
      for (const one of taken) add({ ...of, ...one, end: at() })
    },
    delivered: (by, upTo) => {
      if (awaited.length === 0) return
      for (const { newest, since, publish, by: known } of awaited) {
        if (newest > upTo || known.has(by)) continue
        known.add(by)
        const now = at()
        if (now - since >= READ_WITHIN_MS) continue
        const attributes = { 'watchfloor.transport': by }
        const of = { trace: publish.trace, span: newId(8), parent: publish.span, links: [] }
        add({ ...of, name: `deliver ${by}`, kind: 'producer', start: since, end: now, attributes })
      }
    },
  }
}

function inner(name: string, { trace, span }: SpanPlace, start: number, end: number): Span {
  return {
    trace,
    span: newId(8),
    parent: span,
    name,
    kind: 'internal',
    start,
    end,
    attributes: {},
    links: [],
  }
}

function placeOf({ trace, span }: SpanPlace): SpanPlace {
  return { trace, span }
}

function newId(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
