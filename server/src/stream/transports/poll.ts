import type { IncomingMessage } from 'node:http'
import { ApiError, formatCursor, formatTime, type LoggedEvent, Page, type Reset } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../../access/principal.ts'
import { OverBudget, passesFilter } from '../../ground/budgeted.ts'
import type { Timers } from '../../ground/clock.ts'
import type { Pace } from '../../ground/pace.ts'
import type { Tracing } from '../../ground/tracing.ts'
import { Crowded, Unwanted } from '../../ground/turns.ts'
import type { EventLog } from '../../log/event-log.ts'
import { json } from '../../openapi/answers.ts'
import type { Operation } from '../../openapi/operation.ts'
import type { Admitted } from '../admission/admitted.ts'
import { type Denial, sendDenial } from '../admission/denial.ts'
import type { Farewell } from '../admission/gate.ts'
import { POLL_PARAMETERS, type PollQuery, readPollQuery } from '../admission/stream-query.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import type { Subscription } from '../connections/subscription.ts'
import type { Hub } from '../delivery/hub.ts'
import { CHUNK_EVENTS, tallyOf } from '../wire/chunk.ts'
import { degradedOf } from '../wire/controls.ts'
import { eventJson } from '../wire/event-json.ts'
import { Patience } from './patience.ts'

const PATH = '/api/v2/events'
/** A poll looks at so many events at most before it answers that there is more. */
const MOST_SCANNED = 10_000
const MOST_CHARACTERS = 4_000_000

export interface PollParts {
  readonly table: ConnectionTable
  readonly hub: Hub
  readonly log: EventLog
  readonly timers: Timers
  readonly now: () => number
  readonly paceOf: PaceOf
  /** Does nobody wait any more, because the server ends now? */
  readonly isOver: () => boolean
  /** Absent where nobody traces. */
  readonly onDelivered?: Tracing['delivered'] | undefined
}

/** At which pace the long parts of a request are done. */
export type PaceOf = (request: FastifyRequest, reply: FastifyReply) => Pace

/** Whom a page is for, and the scope that they stay within. */
interface Whose {
  readonly scope: string | undefined
  readonly principal: Principal
}

/** A page before it is text. */
interface Scan {
  readonly position: number
  readonly events: readonly LoggedEvent[]
  /** JSON of the events. */
  readonly texts: readonly string[]
  readonly more: boolean
}

const OPERATION: Operation = {
  id: 'poll',
  chapter: 'Following',
  right: 'read',
  summary: 'What came after a cursor; waits for it when asked to',
  description:
    'The cursor advances even when nothing matched. With `reset`, take the board first and go on from its cursor.',
  parameters: POLL_PARAMETERS,
  answers: {
    200: json(Page, 'A page of events.'),
    429: json(ApiError, 'The address has too many polls waiting; come back after `Retry-After`.'),
    503: json(ApiError, 'The log could not be read, or the server did not start in time; ask again.'),
  },
}

/** Is this request for a poll? */
export function isPollRequest({ method, url = '' }: IncomingMessage): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    url.startsWith(PATH) &&
    /^\/?(\?|$)/.test(url.slice(PATH.length))
  )
}

/** Adds polling and long polling (S19) to the routes. */
export function registerPolling(fastify: FastifyInstance, parts: PollParts): void {
  fastify.get(PATH, { config: { operation: OPERATION } }, (request, reply) =>
    answerPoll(request, reply, parts),
  )
}

async function answerPoll(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PollParts,
): Promise<FastifyReply> {
  const { table, log } = parts
  const admission = table.gate.enter(request, 'poll')
  if (!admission.ok) return sendDenial(reply, admission)
  try {
    const query = readPollQuery(request.raw)
    if (!query.ok) {
      table.metrics.error('bad_request')
      const message = `GET ${PATH}: ${query.error}`
      return sendDenial(reply, { status: 400, code: 'bad_request', message })
    }
    const { filter, compiled, cursor } = query.value
    const { compiled: scoped, latest } = table.subscription(filter, compiled, admission.principal)
    if ((await table.knows(cursor)) === false) return sendDenial(reply, BEHIND)
    const start = table.startAt(cursor, 'poll', scoped)
    const of = { scope: scoped.scope, principal: admission.principal }
    if (start.from === 'reset') return sendReset(reply, parts, of, start.reason)
    if (start.from === 'head') {
      const page = { position: log.head().sequence, events: [], texts: [], more: false }
      return sendPage(reply, parts, of, page)
    }
    const waiting = query.value.waitMs > 0 ? table.gate.admitWaiting(admission) : undefined
    if (waiting?.ok === false) return sendDenial(reply, waiting)
    try {
      const pace = parts.paceOf(request, reply)
      const asked = { ...query.value, compiled: scoped, latest, pace, admission, of }
      return await follow(reply, parts, asked, start.sequence)
    } finally {
      waiting?.over()
    }
  } catch (error) {
    if (error instanceof OverBudget || error instanceof Crowded || error instanceof Unwanted) throw error
    table.metrics.error('read_failed')
    const reason = error instanceof Error ? error.message : String(error)
    const message = `GET ${PATH}: the log could not be read (${reason}); ask again`
    return sendDenial(reply, { status: 503, code: 'read_failed', message })
  } finally {
    admission.release()
  }
}

/** Reads what passes; when nothing does, waits until something may, the client leaves, or its time is up. */
async function follow(
  reply: FastifyReply,
  parts: PollParts,
  query: PollQuery &
    Pick<Subscription, 'latest'> & { readonly pace: Pace; readonly admission: Admitted; readonly of: Whose },
  after: number,
): Promise<FastifyReply> {
  const { table, hub, log } = parts
  const patience = new Patience(reply, parts.timers, query.waitMs)
  let farewell: Farewell | undefined
  table.gate.watch(query.admission, {
    end: (why) => {
      farewell = why
      patience.expire()
    },
    warn: () => {},
  })
  try {
    let position = after
    let { epoch } = log.head()
    for (;;) {
      const now = log.head().epoch
      if (now !== epoch) {
        // What was read on and kept back may be what was lost, so it is read anew.
        const located = log.locate(formatCursor({ epoch, sequence: after }))
        if (!located.ok) return sendReset(reply, parts, query.of, located.reason)
        epoch = now
        position = after
      }
      if (farewell !== undefined) return sendDenial(reply, farewellDenial(farewell))
      // `prev` of the first event is the cursor that was given: the client holds everything up to there.
      const scan = await scanLog(parts, query, position, after)
      // What was read may be of the log before it turned.
      if (log.head().epoch !== epoch) continue
      if (scan === 'trimmed') return sendReset(reply, parts, query.of, 'trimmed')
      const isAnswer = scan.events.length > 0 || scan.more
      if (isAnswer || patience.isOver() || parts.isOver()) {
        count(table, scan.events)
        if (scan.events.length > 0) parts.onDelivered?.('poll', scan.position)
        const { event } = query.latest()
        // A poll that found nothing and did not wait stays empty, so that asking in a circle shows as such.
        const isTold =
          !scan.more && (scan.events.length > 0 || query.waitMs > 0) && query.compiled.passes(event)
        const texts = isTold ? [...scan.texts, JSON.stringify(event)] : scan.texts
        return sendPage(reply, parts, query.of, { ...scan, texts })
      }
      position = scan.position
      if (position >= hub.received) await patience.wait((wake) => hub.wait({ filter: query.compiled, wake }))
    }
  } finally {
    patience.end()
  }
}

/** Passing events after a position, until the head, the limit, or enough was looked at. */
async function scanLog(
  { log }: PollParts,
  { compiled, limit, pace }: Pick<PollQuery, 'compiled' | 'limit'> & { readonly pace: Pace },
  from: number,
  after: number,
): Promise<Scan | 'trimmed'> {
  const events: LoggedEvent[] = []
  const texts: string[] = []
  let position = from
  let prev = after
  let characters = 0
  const isFull = (): boolean =>
    events.length >= limit || characters >= MOST_CHARACTERS || position - from >= MOST_SCANNED
  while (!isFull()) {
    const read = await log.readAfter(position, CHUNK_EVENTS)
    const [first] = read
    if (first === undefined) return { position, events, texts, more: false }
    if (first.sequence !== position + 1) return 'trimmed'
    await pace.run(function* () {
      for (const event of read) {
        if (isFull()) break
        position = event.sequence
        if (!(yield* passesFilter(compiled, event, pace.budget))) continue
        const text = eventJson(compiled.shown?.(event) ?? event, prev).join('')
        events.push(event)
        texts.push(text)
        characters += text.length
        prev = event.sequence
        yield
      }
    })
    if (read.length < CHUNK_EVENTS && position === read.at(-1)?.sequence) break
  }
  return { position, events, texts, more: position < log.head().sequence }
}

function sendPage(
  reply: FastifyReply,
  { log, now, isOver, table }: PollParts,
  { scope, principal }: Whose,
  scan: Scan,
  reset?: Reset,
): FastifyReply {
  // Its next poll would come on this connection, at once.
  if (isOver()) reply.header('connection', 'close')
  const head = log.head()
  const end = table.gate.endsSoon(principal)
  const rest: Omit<Page, 'events'> = {
    cursor: formatCursor({
      epoch: head.epoch,
      sequence: scan.position,
      ...(scope !== undefined && { scope }),
    }),
    ...(end !== undefined && { expiring: { expires_at: formatTime(end) } }),
    more: scan.more,
    ...(reset !== undefined && { reset }),
    head: formatCursor(head),
    server_time: formatTime(now()),
    ...degradedOf(log),
  }
  // The events' JSON is shared with the streams, so the page is put together as text.
  const text = `${JSON.stringify(rest).slice(0, -1)},"events":[${scan.texts.join(',')}]}`
  return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(text)
}

/** It goes on from where the log ends. */
function sendReset(reply: FastifyReply, parts: PollParts, of: Whose, reason: Reset['reason']): FastifyReply {
  const { table, log } = parts
  table.metrics.reset(reason)
  const page = { position: log.head().sequence, events: [], texts: [], more: false }
  return sendPage(reply, parts, of, page, resetOf(log, reason))
}

function resetOf(log: EventLog, reason: Reset['reason']): Reset {
  return { control: 'reset', reason, earliest: formatCursor(log.earliest()), head: formatCursor(log.head()) }
}

function count({ metrics }: ConnectionTable, events: readonly LoggedEvent[]): void {
  for (const kind of tallyOf(events)) metrics.delivered(kind, kind.count, undefined)
}

const BEHIND: Denial = {
  status: 503,
  code: 'unavailable',
  message: `GET ${PATH}: this server cannot learn at the moment what others did; ask again with your cursor`,
  retryAfterSeconds: 1,
}

/** Who asks again is told whatever is true by then; who has changed is not told what they saw before. */
function farewellDenial(why: Farewell): Denial {
  if (why === 'changed') {
    const message = 'what you may see or do has changed; ask again with your cursor'
    return { status: 503, code: 'unavailable', message, retryAfterSeconds: 1 }
  }
  if (why === 'unproven') {
    const message = 'whether your credential was taken back cannot be read now; ask again with your cursor'
    return { status: 503, code: 'unavailable', message, retryAfterSeconds: 5 }
  }
  const message = `GET ${PATH}: your credential ${why === 'expired' ? 'has expired' : 'was revoked'}; sign in again`
  return { status: 401, code: 'unauthorized', message }
}
