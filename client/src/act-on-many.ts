import {
  type AcknowledgeManyRequest,
  type Alert,
  BulkAlertsAnswer,
  type LateAlert,
  MOST_IN_BULK,
  parser,
  type ResolveManyRequest,
} from '@watchfloor/contract'
import type { Refusal, Request, Result } from './result.ts'

/** What is done with many alerts, on the same terms. */
export type OnMany =
  | ({ readonly act: 'acknowledge' } & Omit<AcknowledgeManyRequest, 'alerts'>)
  | { readonly act: 'unacknowledge'; readonly name?: string; readonly id?: string }
  | ({ readonly act: 'resolve' } & Omit<ResolveManyRequest, 'alerts'>)

export interface Refused<A> {
  readonly alert: A
  readonly refusal: Refusal
}

/** One that the world had moved on from: it ended, it left the board, or somebody else was first. */
export interface Late<A> extends Refused<A> {
  readonly why: LateAlert['why']
  /** Who has it. */
  readonly by?: string
}

/** What came of asking for many alerts at once. */
export interface Outcome<A> {
  readonly done: readonly A[]
  readonly late: readonly Late<A>[]
  /** Anything else: it did not happen, or nobody knows. */
  readonly failed: readonly Refused<A>[]
  /** It was stopped before it came to them. */
  readonly left: readonly A[]
}

/** Sends one request; its answer is whatever JSON came. */
export type Send = (request: Omit<Request<unknown>, 'parse'>) => Promise<Result<unknown>>

type Meant = Pick<Alert, 'fingerprint' | 'life'>

const DOORS = {
  acknowledge: { method: 'POST', path: '/api/v2/alerts/bulk/acknowledge' },
  unacknowledge: { method: 'DELETE', path: '/api/v2/alerts/bulk/acknowledge' },
  resolve: { method: 'POST', path: '/api/v2/alerts/bulk/resolve' },
} as const

/**
 * Takes many alerts, gives them back (S9) or ends them (S5), each in the life that it is in here: in one request, or in
 * as few as there have to be. They are done in the order given.
 */
export async function actOnMany<A extends Meant>(
  alerts: readonly A[],
  { act, ...terms }: OnMany,
  send: Send,
): Promise<Outcome<A>> {
  let outcome: Outcome<A> = { done: [], late: [], failed: [], left: [] }
  for (let from = 0; from < alerts.length; from += MOST_IN_BULK) {
    const some = alerts.slice(from, from + MOST_IN_BULK)
    const asked = some.map(({ fingerprint, life }) => ({ fingerprint, life }))
    const answer = read(await send({ ...DOORS[act], body: { ...terms, alerts: asked } }))
    outcome = together(outcome, outcomeOf(some, answer))
    const rest = alerts.slice(from + MOST_IN_BULK)
    if (outcome.left.length > 0) return { ...outcome, left: [...outcome.left, ...rest] }
    const [failure] = outcome.failed
    if (failure !== undefined)
      return together(outcome, { done: [], late: [], failed: refused(rest, failure.refusal), left: [] })
  }
  return outcome
}

/** The same of one alert that was asked for by itself. */
export function outcomeOfOne<A>(alert: A, answer: Result<unknown>): Outcome<A> {
  const none = { done: [], late: [], failed: [], left: [] }
  if (answer.ok) return { ...none, done: [alert] }
  const refused = { alert, refusal: answer }
  switch (answer.reason) {
    case 'not_found':
      return { ...none, late: [{ ...refused, why: 'not_found' }] }
    case 'conflict':
      return { ...none, late: [{ ...refused, why: 'over' }] }
    default:
      return { ...none, failed: [refused] }
  }
}

/** What of these became of each, by the server's answer. */
function outcomeOf<A extends Meant>(some: readonly A[], answer: Result<BulkAlertsAnswer>): Outcome<A> {
  if (!answer.ok) return { done: [], late: [], failed: refused(some, answer), left: [] }
  const { late, reached, stopped } = answer.value
  const why = new Map(late.map((one) => [one.fingerprint, one]))
  const seen = some.slice(0, reached)
  const rest = some.slice(reached)
  const isStopped = stopped?.why === 'asked'
  const broken: Refusal = { ok: false, reason: 'busy', message: stopped?.message ?? 'it was not done' }
  return {
    done: seen.filter(({ fingerprint }) => !why.has(fingerprint)),
    late: seen.flatMap((alert) => {
      const one = why.get(alert.fingerprint)
      return one === undefined ? [] : [lateOf(alert, one)]
    }),
    failed: isStopped ? [] : refused(rest, broken),
    left: isStopped ? rest : [],
  }
}

function lateOf<A>(alert: A, { why, by }: LateAlert): Late<A> {
  const reason = why === 'not_found' ? why : 'conflict'
  const refusal: Refusal = { ok: false, reason, message: messageOf(why, by) }
  return { alert, refusal, why, ...(by !== undefined && { by }) }
}

function messageOf(why: LateAlert['why'], by = 'somebody else'): string {
  switch (why) {
    case 'over':
      return 'it has resolved'
    case 'held':
      return `${by} has it`
    case 'reported':
      return 'it is still reported'
    case 'not_found':
      return 'it is not known any more'
  }
}

function refused<A>(alerts: readonly A[], refusal: Refusal): readonly Refused<A>[] {
  return alerts.map((alert) => ({ alert, refusal }))
}

function together<A>(one: Outcome<A>, other: Outcome<A>): Outcome<A> {
  return {
    done: [...one.done, ...other.done],
    late: [...one.late, ...other.late],
    failed: [...one.failed, ...other.failed],
    left: [...one.left, ...other.left],
  }
}

function read(answer: Result<unknown>): Result<BulkAlertsAnswer> {
  if (!answer.ok) return answer
  const parsed = parseAnswer(answer.value)
  if (parsed.ok) return parsed
  return { ok: false, reason: 'unreadable', message: `the answer does not fit: ${parsed.error}` }
}

const parseAnswer = parser(BulkAlertsAnswer)
