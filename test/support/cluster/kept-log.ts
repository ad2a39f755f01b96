import { type Cursor, type DurableEvent, type EventType, formatTime } from '@watchfloor/contract'

/** The log as it is in the end: event n has sequence n + 1. */
export interface KeptLog {
  readonly events: readonly KeptEvent[]
  /** All terms, in order. */
  readonly terms: readonly { readonly epoch: string; readonly first: number }[]
}

/** `body` is the event as every reader is sent it, to the letter, but for `prev`, which depends on the reader. */
export interface KeptEvent {
  readonly sequence: number
  readonly epoch: string
  readonly type: EventType
  readonly body: string
}

type Ask = (text: string) => Promise<readonly Record<string, unknown>[]>

/** The log as the database has it, made into texts by itself: no node is asked. Throws where a sequence is missing. */
export async function readKeptLog(ask: Ask, schema: string): Promise<KeptLog> {
  const rows = await ask(
    `SELECT sequence::int, epoch, id, type, source, at::float8, data FROM ${schema}.events ORDER BY events.sequence`,
  )
  const terms = await ask(`SELECT epoch, first::int FROM ${schema}.terms ORDER BY terms.first, n`)
  const events = rows.map((row, index) => {
    if (row.sequence !== index + 1)
      throw new Error(`the log has ${row.sequence} where ${index + 1} should be`)
    const { type, id, data, at, source, sequence, epoch } = row as Readonly<Record<string, string>>
    const timestamp = formatTime(Number(at))
    const body = `{"type":"${type}","id":"${id}","data":${data},"timestamp":"${timestamp}","source":"${source}","sequence":${sequence},"epoch":"${epoch}"`
    return { sequence: index + 1, epoch, type, body } as KeptEvent
  })
  if (new Set(rows.map(({ id }) => id)).size !== rows.length) throw new Error('two events have one id')
  return { events, terms: terms as unknown as KeptLog['terms'] }
}

/** Its body and its `prev`, of an event's text as a reader gets it. */
export function cutText(text: string): { readonly body: string; readonly prev: number } {
  const at = text.lastIndexOf(',"prev":')
  return { body: text.slice(0, at), prev: Number(text.slice(at + 8, -1)) }
}

export function eventOf({ body }: KeptEvent): DurableEvent {
  return JSON.parse(`${body},"prev":0}`) as DurableEvent
}

/** Does somebody who stands there have something that the log does not have? */
export function isLost({ terms, events }: KeptLog, { epoch, sequence }: Cursor): boolean {
  const index = terms.findIndex((term) => term.epoch === epoch)
  if (index === -1) return true
  return sequence > (terms[index + 1]?.first ?? events.length + 1) - 1
}
