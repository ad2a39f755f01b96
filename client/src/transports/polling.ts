import { type Cursor, formatCursor, type Page, parsePage } from '@watchfloor/contract'
import type { Frame, Lost, Report } from '../core/messages.ts'
import { ask, type Connection, readText } from './connection.ts'
import { endpoint, streamQuery } from './endpoints.ts'
import { fromError, notOurs } from './failure.ts'
import { eventFromValue, report } from './frames.ts'
import { guard, type OpenStream } from './transport.ts'

/** Between two answers that were empty and came at once: something on the way does not let the server wait. */
const PAUSE_MS = 5_000
/** An empty answer sooner than this was not waited for. */
const AT_ONCE_MS = 1_000

/** Pages begin small and double: a line that breaks off long answers still lets something through at every attempt. */
const FIRST_PAGE = 20
const LARGEST_PAGE = 500

/** A page that was read, or how the asking ended. */
export type Asked =
  | { readonly page: Page; readonly report: Report; readonly lost?: never }
  | { readonly lost: Lost; readonly page?: never }

/** Long polling: works wherever HTTP does. Its first answer is its hello. */
export function polling(to: Connection): OpenStream {
  return (from, sink) =>
    guard(sink, async (open, signal) => {
      let cursor: Cursor = from
      let limit = FIRST_PAGE
      let isFirst = true
      while (!signal.aborted) {
        const began = to.clock.monotonic()
        const wait = isFirst ? 0 : to.tuning.poll_wait
        const asked = await askPage(to, cursor, { wait, limit }, signal, () => open.received([]))
        if (asked.lost !== undefined) return asked.lost
        const { page, report } = asked
        const hello: Frame = { type: 'hello', retry_ms: 0, ...report, cursor }
        open.received([...(isFirst ? [hello] : []), ...framesOf(page), { type: 'heartbeat', ...report }])
        const wasHeld = isFirst || to.clock.monotonic() - began >= AT_ONCE_MS
        if (!wasHeld && page.events.length === 0) await pause(to, signal)
        cursor = report.cursor
        limit = Math.min(LARGEST_PAGE, limit * 2)
        isFirst = false
      }
      return { how: 'ended', detail: 'the polling was given up' }
    })
}

/** One page of what came after a cursor, or from the head without one. */
export async function askPage(
  to: Connection,
  cursor: Cursor | null,
  { wait, limit }: { readonly wait: number; readonly limit: number },
  signal: AbortSignal,
  progress: () => void,
): Promise<Asked> {
  const query = streamQuery(to.filter, {
    ...(cursor !== null && { cursor: formatCursor(cursor) }),
    wait: String(Math.floor(wait / 1_000)),
    limit: String(limit),
  })
  const answer = await ask(to, endpoint(to.base, `/api/v2/events?${query}`), 'application/json', signal)
  if (answer.lost !== undefined) return answer
  const { response } = answer
  let text: string
  try {
    text = await readText(response, signal, progress)
  } catch (error) {
    return { lost: fromError(error) }
  }
  return readPage(text) ?? { lost: notOurs(response, 'the answer to a poll is not a page of events') }
}

/** Only the frame around the events: each event is read on its own, so that one of a newer type costs nothing else. */
function readPage(text: string): Asked | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const events = (value as { events?: unknown } | null)?.events
  if (!Array.isArray(events)) return null
  const parsed = parsePage({ ...(value as object), events: [] })
  if (!parsed.ok) return null
  const page = { ...parsed.value, events } as Page
  const told = report(page.cursor, page.head, page.server_time, page.degraded)
  return told === null ? null : { page, report: told }
}

function framesOf(page: Page): Frame[] {
  if (page.reset !== undefined) return [{ type: 'reset', reason: page.reset.reason }]
  return page.events.map(eventFromValue)
}

function pause(to: Connection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = to.timers.after(PAUSE_MS, resolve)
    signal.addEventListener('abort', () => {
      cancel()
      resolve()
    })
  })
}
