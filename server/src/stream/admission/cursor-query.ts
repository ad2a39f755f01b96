import type { IncomingHttpHeaders } from 'node:http'

/**
 * What libraries add to an address so that nothing on the way answers from a cache, or to be sent something at once
 * (Yaffle's and amvtek's EventSource, jQuery). It says nothing about what is asked for.
 */
const MEANINGLESS: ReadonlySet<string> = new Set(['_', 'r', 't', 'evs_preamble'])

/**
 * The cursor that a client came with. The header is what a browser adds by itself, `lastEventId` what a library adds
 * that cannot set one; both are newer than the `cursor` of the address that they were given. Of one name that is there
 * several times, the last was added last. Empty means none.
 */
export function cursorIn(query: URLSearchParams, headers: IncomingHttpHeaders): string | undefined {
  const header = headers['last-event-id']
  if (typeof header === 'string' && header !== '') return header
  let added: string | undefined
  for (const [name, value] of query) if (isLastEventId(name) && value !== '') added = value
  return added ?? (query.getAll('cursor').at(-1) || undefined)
}

/**
 * Which parameter is none of these, and what there is instead. Not left unread: a cursor or a filter under a name that
 * is not known here would lose events, or show more than was asked for, without a word.
 */
export function unknownParameter(
  query: URLSearchParams,
  parameters: readonly { readonly in: string; readonly name: string }[],
): string | undefined {
  const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name))
  for (const name of query.keys()) {
    if (known.has(name) || isLastEventId(name) || MEANINGLESS.has(name)) continue
    const shown = JSON.stringify(name.slice(0, 64))
    return `there is no parameter ${shown}; a cursor is given as cursor, lastEventId or in the header Last-Event-ID, and there are ${[...known].join(', ')}`
  }
  return undefined
}

/** Which parameter there is at all, of an address that takes none. */
export function anyParameter(query: URLSearchParams): string | undefined {
  return query.keys().find((name) => !MEANINGLESS.has(name))
}

/** `lastEventId`, `last-event-id`, `Last-Event-ID`, `last_event_id`, and amvtek's `evs_last_event_id`. */
function isLastEventId(name: string): boolean {
  return /^(?:evs_)?last[-_]?event[-_]?id$/i.test(name)
}
