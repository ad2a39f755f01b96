import { type Millis, parseTime, Timestamp } from '@watchfloor/contract'
import type { FastifyRequest } from 'fastify'
import { queryIn } from '../../ground/url-query.ts'
import { queryParameter, wholeNumberParameter } from '../../openapi/parameters.ts'

const DAY: Millis = 86_400_000

/** A query that cannot be read. */
export class BadQuery extends Error {
  readonly statusCode = 400
}

/** Throws `BadQuery`. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const query = queryIn(request.url)
  if (!query.ok) throw new BadQuery(query.error)
  return query.value
}

const TRUE = new Set(['true', '1', 'yes', 'ok', 'y', 'on', 'selected', 'checked', 't', 'enabled'])

/** A parameter that counts once: given again, the last one holds, as in Alertmanager. Empty is not given. */
export function lastOf(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).at(-1) || undefined
}

/** A boolean as Alertmanager's framework reads it: anything that is not a word for yes is no; empty is the default. */
export function flag(query: URLSearchParams, name: string, initial: boolean): boolean {
  const text = lastOf(query, name)
  return text === undefined ? initial : TRUE.has(text.toLowerCase())
}

/** The parameters that `readSpan` reads. */
export const SPAN = [
  queryParameter('from', Timestamp, 'Begin of the span; 24 hours ago when not given.'),
  queryParameter('to', Timestamp, 'End of the span, not within it any more; now when not given.'),
] as const

/** For what is asked by the hour of the day. */
export const OFFSET = wholeNumberParameter(
  'offset',
  { initial: 0, least: -14 * 60, most: 14 * 60 },
  'How far the clock of the hours of the day is ahead of UTC, minutes.',
)

/** `from` and `to`, of which `to` is not within the span any more: the last 24 hours when not given; or what is wrong. */
export function readSpan(query: URLSearchParams, now: Millis): readonly [Millis, Millis] | string {
  const times: Millis[] = []
  for (const [name, initial] of [
    ['from', now - DAY],
    ['to', now + 1],
  ] as const) {
    const text = query.get(name)
    const time = text === null ? initial : parseTime(text)
    if (time === undefined) return `${name} is ${JSON.stringify(text)}, not an RFC 3339 time`
    times.push(time)
  }
  const [from, to] = times as [Millis, Millis]
  return from < to ? [from, to] : 'from must be before to'
}
