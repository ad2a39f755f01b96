import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import {
  type CompiledFilter,
  CursorText,
  compileFilter,
  EventType,
  Level,
  type Parsed,
  parseStreamFilter,
  Source,
  type StreamFilter,
} from '@watchfloor/contract'
import Type from 'typebox'
import { queryIn, wholeNumber } from '../../ground/url-query.ts'
import { headerParameter, queryParameter, wholeNumberParameter } from '../../openapi/parameters.ts'
import { cursorIn, unknownParameter } from './cursor-query.ts'

const MOST_WAIT_S = 30

/** The parameters of a filter in a query. */
export const FILTER_PARAMETERS = [
  queryParameter('types', Type.Array(EventType), 'Types of events.', { list: 'commas' }),
  queryParameter('sources', Type.Array(Source), 'Where events come from.', { list: 'commas' }),
  queryParameter('severity', Type.Array(Level), 'Levels of alerts; other events pass.', { list: 'commas' }),
  queryParameter(
    'filter',
    Type.Array(Type.String(), { maxItems: 32 }),
    'Alertmanager matchers on alerts’ labels, such as `team="db"`; all must hold. Other events pass.',
    { list: 'repeated' },
  ),
] as const

/** The parameters of a stream. */
export const STREAM_PARAMETERS = [
  queryParameter('cursor', CursorText, 'Where to go on; without one, from now.'),
  queryParameter(
    'lastEventId',
    CursorText,
    'The same, as EventSource libraries send it that cannot set a header; also `last-event-id`, in any case. Counts more than `cursor`.',
  ),
  headerParameter(
    'last-event-id',
    Type.String(),
    'The `id` of the last message; counts more than either in the query.',
  ),
  ...FILTER_PARAMETERS,
] as const

const LIMIT = wholeNumberParameter(
  'limit',
  { initial: 500, least: 1, most: 5_000 },
  'Events in the answer at most.',
)

/** The parameters of a poll. */
export const POLL_PARAMETERS = [
  ...STREAM_PARAMETERS,
  queryParameter(
    'wait',
    Type.Number({ minimum: 0, maximum: MOST_WAIT_S, default: 0 }),
    'Seconds to wait when there is nothing.',
  ),
  LIMIT,
] as const

export interface StreamQuery {
  readonly cursor: string | undefined
  readonly filter: StreamFilter
  readonly compiled: CompiledFilter
}

export interface PollQuery extends StreamQuery {
  readonly waitMs: number
  readonly limit: number
}

type Asked = Pick<IncomingMessage, 'url' | 'headers'>
type Names = readonly { readonly in: string; readonly name: string }[]

/** Reads a stream's query: a cursor, and the filter as `types`, `sources`, `severity` (comma-separated), `filter`. */
export function readStreamQuery({ url = '', headers }: Asked): Parsed<StreamQuery> {
  const query = queryIn(url)
  return query.ok ? streamIn(query.value, headers, STREAM_PARAMETERS) : query
}

function streamIn(
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  parameters: Names,
): Parsed<StreamQuery> {
  const strange = unknownParameter(query, parameters)
  if (strange !== undefined) return { ok: false, error: strange }
  const filter = readFilterQuery(query)
  if (!filter.ok) return filter
  return { ok: true, value: { cursor: cursorIn(query, headers), ...filter.value } }
}

/** Reads a filter from a query that may hold more. */
export function readFilterQuery(query: URLSearchParams): ReturnType<typeof readFilter> {
  return readFilter({
    ...listed(query, 'types'),
    ...listed(query, 'sources'),
    ...listed(query, 'severity'),
    ...(query.has('filter') && { filter: query.getAll('filter') }),
  })
}

/** Reads a poll's query: as a stream's, and `wait` (seconds) and `limit`. */
export function readPollQuery({ url = '', headers }: Asked): Parsed<PollQuery> {
  const read = queryIn(url)
  if (!read.ok) return read
  const query = read.value
  const stream = streamIn(query, headers, POLL_PARAMETERS)
  if (!stream.ok) return stream
  const wait = query.get('wait') ?? '0'
  if (!/^\d{1,2}(\.\d{1,3})?$/.test(wait) || Number(wait) > MOST_WAIT_S) {
    return { ok: false, error: `wait must be a number of seconds from 0 to ${MOST_WAIT_S}, not "${wait}"` }
  }
  const limit = wholeNumber(query, LIMIT)
  if (typeof limit === 'string') return { ok: false, error: limit }
  return { ok: true, value: { ...stream.value, waitMs: Number(wait) * 1000, limit } }
}

/** Checks and compiles a filter that came from outside. */
export function readFilter(given: unknown): Parsed<{ filter: StreamFilter; compiled: CompiledFilter }> {
  const filter = parseStreamFilter(given)
  if (!filter.ok) return { ok: false, error: `the filter cannot be used: ${filter.error}` }
  const compiled = compileFilter(filter.value)
  if (!compiled.ok) return { ok: false, error: compiled.error }
  return { ok: true, value: { filter: filter.value, compiled: compiled.value } }
}

function listed(query: URLSearchParams, name: string): Record<string, readonly string[]> {
  if (!query.has(name)) return {}
  const values = query.getAll(name).flatMap((text) => text.split(','))
  return { [name]: values.map((value) => value.trim()).filter((value) => value !== '') }
}
