import type { Asked } from './asked.ts'

/** Short, and nothing but visible ASCII: it goes into logs, headers and the audit log as it is. */
const GIVEN = /^[\x21-\x7e]{1,128}$/
/** W3C Trace Context: version, trace, parent, flags. A trace of zeros is none. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/

const ID = Symbol('request id')
type Named = Asked & { [ID]?: string }

/**
 * By what one request is found again in logs, answers and the audit log: the id that it brought in `X-Request-Id`, else
 * the trace that it belongs to (`traceparent`), else one that is made: `start`, which no other process has, and a number.
 */
export function requestIds(start: string): (request: Asked) => string {
  let made = 0
  return (request: Named) => {
    request[ID] ??= broughtBy(request) ?? `${start}-${(++made).toString(36)}`
    return request[ID]
  }
}

/** Calls a request what it was called elsewhere, before anybody has asked for its name. */
export function callRequest(request: Named, id: string): void {
  request[ID] = id
}

/** Its `traceparent`, if that is one. */
export function traceOf({ headers }: Pick<Asked, 'headers'>): string | undefined {
  const { traceparent } = headers
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined
}

function broughtBy({ headers }: Pick<Asked, 'headers'>): string | undefined {
  const given = headers['x-request-id']
  if (typeof given === 'string' && GIVEN.test(given)) return given
  return TRACEPARENT.exec(traceOf({ headers }) ?? '')?.[1]
}
