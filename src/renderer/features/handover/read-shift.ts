import type { Refusal, Result } from '@watchfloor/client'
import {
  type Alert,
  AlertHistoryPage,
  type Board,
  formatTime,
  HistoryPage,
  type Millis,
  type Parsed,
  parser,
  parseTime,
} from '@watchfloor/contract'
import type { InboxRow } from '../../../shared/inbox.ts'
import { ask, type BoardBridge } from '../../state/bridge.ts'
import { type Blind, blindTimes, type HealthMoment } from './blind.ts'

/** What happened in a shift, as the server's log and this desk keep it. */
export interface ShiftFacts {
  /** Alerts that ended because nothing more was heard of them, newest first; null when the log could not be read. */
  readonly lost: readonly Alert[] | null
  readonly blind: readonly Blind[] | null
  /** What this desk held back, and when it received nothing, newest first; null in a browser, which cannot know. */
  readonly told: readonly InboxRow[] | null
  /** The log has more than was read. */
  readonly isCut: boolean
  readonly refusal: Refusal | null
}

/** Pages of a thousand events; a shift with more of one kind is told by what it had last. */
const MOST_PAGES = 10
const INBOX_PAGE = 500

const parseAlerts = parser(AlertHistoryPage)
const parseAny = parser(HistoryPage)

export async function readShift(bridge: BoardBridge, board: Board, from: Millis): Promise<ShiftFacts> {
  const [resolved, health, told] = await Promise.all([
    readEvents(bridge, from, 'alert_resolved', parseAlerts),
    readEvents(bridge, from, 'health_changed', parseAny),
    readInbox(bridge, from),
  ])
  const lost = resolved.ok
    ? resolved.value.events.map(({ data }) => data).filter(({ resolved_by }) => resolved_by === 'timeout')
    : null
  const moments = health.ok
    ? health.value.events.flatMap((event): HealthMoment[] =>
        event.type === 'health_changed'
          ? [{ at: parseTime(event.timestamp) ?? from, health: event.data }]
          : [],
      )
    : null
  return {
    lost,
    blind: moments && blindTimes(moments.reverse(), board.health.values(), from),
    told,
    isCut: (resolved.ok && resolved.value.isCut) || (health.ok && health.value.isCut),
    refusal: [resolved, health].find((one) => !one.ok) ?? null,
  }
}

interface Page<E> {
  readonly events: readonly E[]
  readonly before: string | null
}

/** All events of a kind since a time, newest first. */
async function readEvents<E>(
  bridge: BoardBridge,
  from: Millis,
  types: string,
  parse: (value: unknown) => Parsed<Page<E>>,
): Promise<Result<{ readonly events: readonly E[]; readonly isCut: boolean }>> {
  const events: E[] = []
  let before: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({
      from: formatTime(from),
      types,
      limit: '1000',
      ...(before === null ? {} : { before }),
    })
    const answer: Result<Page<E>> = await ask(bridge, { path: `/api/v2/history?${query}` }, parse)
    if (!answer.ok) return answer
    for (const event of answer.value.events) events.push(event)
    before = answer.value.before
    if (before === null) break
  }
  return { ok: true, value: { events, isCut: before !== null } }
}

async function readInbox({ desktop }: BoardBridge, from: Millis): Promise<readonly InboxRow[] | null> {
  if (desktop === undefined) return null
  const rows: InboxRow[] = []
  let before: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await desktop.inbox(before, INBOX_PAGE)
    if (!answer.ok) return null
    const since = answer.value.rows.filter(({ at }) => (parseTime(at) ?? 0) >= from)
    for (const row of since) rows.push(row)
    before = answer.value.before
    if (before === null || since.length < answer.value.rows.length) break
  }
  return rows.filter(({ decision, kind }) => decision === 'hold' || kind === 'connection')
}
