import { type Event, fingerprint, type LoggedEvent } from '@watchfloor/contract'
import type { AlertInput } from '../../../server/src/alerts/alert-input.ts'
import { type AttentionInput, createAttention } from '../../../src/main/notifications/attention.ts'
import type { Effect } from '../../../src/main/notifications/teller.ts'
import { takeAlerts } from '../../../src/main/realtime/acknowledging.ts'
import type { InboxRow } from '../../../src/shared/inbox.ts'
import { HandClock } from '../core/hand-clock.ts'
import { MemoryDisk } from '../core/memory-storage.ts'
import { MINUTE, startCore } from '../core/test-core.ts'
import type { RecordedDay, Said } from './recorded-days.ts'

/** Something that a desk showed. */
export interface Shown {
  /** Milliseconds since midnight. */
  readonly at: number
  readonly title: string
  readonly isHeard: boolean
  readonly row: InboxRow
}

const MIDNIGHT = Date.UTC(2026, 0, 5)
/** The day is played from its first word to so long after its last. */
const AFTER_MS = 30 * MINUTE
const HOUR_MS = 60 * MINUTE
/** Time goes on by this; a server takes more for a sleep. */
const STEP_MS = 5_000
const ME = 'Ana'

/** Plays a recorded day through a server's core and one desk's attention, by a clock that is moved by hand. */
export async function replayDay({ said, reaction }: RecordedDay): Promise<readonly Shown[]> {
  const clock = new HandClock(MIDNIGHT + (said[0]?.at ?? 0) - MINUTE)
  const end = MIDNIGHT + (said.at(-1)?.at ?? 0) + AFTER_MS
  const { core, events, failed } = await startCore(new MemoryDisk(), { clock })
  const moment = () => ({
    wall: clock.now(),
    now: clock.monotonic(),
    circumstances: { paused_until: null, quiet_hours: null, in_front: false, name: ME },
    is_private: false,
  })
  let ids = 0
  const attention = createAttention({
    server: 'https://watch.example.com',
    newId: () => `row-${++ids}`,
    saved: null,
    savedAt: null,
    rows: [],
    startedAt: moment(),
  })
  const shown: Shown[] = []
  const presses: { readonly at: number; readonly row: string }[] = []
  const rows = new Map<string, InboxRow>()

  const take = (input: AttentionInput): void => {
    for (const effect of attention.take(input, moment())) note(effect)
  }
  const note = (effect: Effect): void => {
    if (effect.type === 'amend') {
      const row = rows.get(effect.id)
      if (row !== undefined) rows.set(effect.id, { ...row, ...effect.change })
    }
    if (effect.type !== 'notify') return
    const { row, content } = effect
    rows.set(row.id, row)
    shown.push({ at: clock.now() - MIDNIGHT, title: content.title, isHeard: !content.is_silent, row })
    const canTake = content.buttons.length > 0 && row.alerts.length > 0
    if (reaction !== null && canTake) presses.push({ at: clock.now() + reaction, row: row.id })
  }
  const board = core.board()
  take({
    type: 'board',
    cause: 'start',
    board: {
      ...board,
      cursor: { epoch: 'a', sequence: 0 },
      alerts: new Map(),
      silences: new Map(),
      health: new Map(),
    },
  })
  take({ type: 'freshness', freshness: live(clock) })
  shown.length = 0

  const tell = async (alerts: readonly Said[]): Promise<void> => {
    for (let from = 0; from < alerts.length; from += 500) {
      const answer = await core.ingest({
        entry: 'direct',
        product: 'Script',
        sender: '10.0.0.1',
        receiver: undefined,
        alerts: alerts.slice(from, from + 500).map((one) => toInput(one, clock.now())),
      })
      if (!answer.ok) throw new Error(answer.message)
    }
  }
  const press = async (row: string): Promise<void> => {
    const lives = rows.get(row)?.alerts ?? []
    const known = new Map(core.board().alerts.map((alert) => [alert.fingerprint, alert]))
    const client = {
      acknowledge: async (one: string, { name, life }: { name: string; life?: string | undefined }) => {
        const command = {
          fingerprint: one,
          life,
          name,
          until: 'resolved',
          endsAt: undefined,
          note: undefined,
        } as const
        const answer = await core.acknowledge(command)
        return answer.ok
          ? ({ ok: true, value: undefined } as const)
          : ({ ok: false, reason: 'conflict', message: answer.message } as const)
      },
    }
    await takeAlerts(client as never, lives, (one) => known.get(one), ME)
  }
  const hear = (): void => {
    const fresh = events.splice(0)
    if (fresh.length > 0) take({ type: 'events', events: fresh.map(toEvent) })
    if (attention.deadline() <= clock.monotonic()) take({ type: 'tick' })
  }

  let next = 0
  while (clock.now() < end) {
    await clock.pass(STEP_MS, () => core.unacknowledge(NOTHING), STEP_MS)
    const from = next
    while ((said[next]?.at ?? Infinity) <= clock.now() - MIDNIGHT) next++
    await tell(said.slice(from, next))
    hear()
    while ((presses[0]?.at ?? Infinity) <= clock.now()) {
      await press(presses.shift()?.row ?? '')
      hear()
    }
  }
  await core.close()
  if (failed.length > 0) throw new Error(failed.join())
  return shown
}

/** `sounds` and `notifications` of what was shown. */
export function tally(shown: readonly Shown[]): { readonly sounds: number; readonly notifications: number } {
  return { sounds: shown.filter(({ isHeard }) => isHeard).length, notifications: shown.length }
}

/** A command that changes nothing is answered after everything that waited before it. */
const NOTHING = { fingerprint: '0000000000000000', life: undefined, name: '-' }

function toInput({ labels, fires }: Said, now: number): AlertInput {
  return {
    labels,
    annotations: { summary: `${labels.alertname} at ${fingerprint(labels)}` },
    startsAt: now,
    // Its sender goes on saying so until it says that it is over.
    endsAt: fires ? now + 24 * HOUR_MS : now,
    generatorURL: 'http://prom:9090/graph',
  }
}

function toEvent(event: LoggedEvent): Event {
  return { ...event, prev: event.sequence - 1 } as Event
}

function live(clock: HandClock) {
  const at = clock.monotonic()
  return {
    at,
    since: at,
    proof: { at, server_time: clock.now() },
    skew_ms: 0,
    drops: { count: 0, longest_ms: 0, unstable: false },
    counts: { malformed: 0, duplicates: 0, gaps: 0, resets: 0 },
    not_storing: null,
    state: 'live',
    transport: 'sse',
    reloaded: null,
  } as const
}
