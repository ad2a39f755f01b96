import type { Freshness } from '@watchfloor/client'
import {
  type Alert,
  type Board,
  type Event,
  emptyBoard,
  fingerprint,
  formatTime,
  type Health,
  levelOf,
  type Millis,
} from '@watchfloor/contract'
import { type AttentionInput, createAttention } from '../../../src/main/notifications/attention.ts'
import type { Circumstances } from '../../../src/main/notifications/policy.ts'
import type { Effect } from '../../../src/main/notifications/teller.ts'
import type { InboxRow } from '../../../src/shared/inbox.ts'

export const EPOCH = 'abc'
const START = new Date(2026, 10, 24, 3, 12, 0).getTime()

export interface RigOptions {
  readonly saved?: Board | null
  readonly savedAt?: Millis | null
  readonly rows?: readonly InboxRow[]
  readonly circumstances?: Partial<Circumstances>
}

/** One desk whose clock is moved by hand: what it was asked to show, and what it wrote down. */
export function deskRig(options: RigOptions = {}) {
  let wall = START
  let now = 1_000_000
  let sequence = 100
  let ids = 0
  let circumstances: Circumstances = {
    paused_until: null,
    quiet_hours: null,
    in_front: false,
    name: 'Ana',
    ...options.circumstances,
  }
  const rows = new Map<string, InboxRow>()
  const effects: Effect[] = []
  const attention = createAttention({
    server: 'https://watch.example.com',
    newId: () => `row-${++ids}`,
    saved: options.saved ?? null,
    savedAt: options.savedAt ?? null,
    rows: options.rows ?? [],
    startedAt: { now, wall },
  })

  const take = (input: AttentionInput): readonly Effect[] => {
    const fresh = attention.take(input, { now, wall, circumstances, is_private: false })
    for (const effect of fresh) {
      effects.push(effect)
      if (effect.type === 'notify' || effect.type === 'note') rows.set(effect.row.id, effect.row)
      if (effect.type === 'amend') {
        const row = rows.get(effect.id)
        if (row !== undefined) rows.set(effect.id, { ...row, ...effect.change })
      }
    }
    return fresh
  }

  const alertEvent = (type: AlertEventType, alert: Alert, by?: string): Event => ({
    type,
    source: 'alert_processor',
    id: `event-${++sequence}`,
    timestamp: formatTime(wall),
    data: { ...alert, ...(by !== undefined && { by }) },
    epoch: EPOCH,
    sequence,
    prev: sequence - 1,
  })

  return {
    take,
    effects,
    rows: () => [...rows.values()],
    /** Titles that the system was asked to show since this was last asked, with a bell where they make a sound. */
    shown: (): readonly string[] =>
      effects
        .splice(0)
        .flatMap((effect) =>
          effect.type === 'notify' ? [`${effect.content.is_silent ? '' : '♪ '}${effect.content.title}`] : [],
        ),
    notified: (): readonly Extract<Effect, { type: 'notify' }>[] =>
      effects.splice(0).filter((effect) => effect.type === 'notify'),
    isBehind: attention.isBehind,
    deadline: attention.deadline,
    now: () => now,
    wall: () => wall,
    set: (change: Partial<Circumstances>) => {
      circumstances = { ...circumstances, ...change }
      take({ type: 'tick' })
    },
    /** Lets time pass, from one deadline to the next. */
    pass: (milliseconds: number) => {
      const until = now + milliseconds
      for (;;) {
        const next = Math.max(now + 1, Math.min(attention.deadline(), until))
        if (next > until) break
        wall += next - now
        now = next
        if (attention.deadline() <= now) take({ type: 'tick' })
        if (now >= until) break
      }
    },
    alert: (labels: Readonly<Record<string, string>>, rest: Partial<Alert> = {}): Alert => {
      const all = { alertname: 'PaymentsDown', severity: 'critical', cluster: 'eu-1', ...labels }
      return {
        fingerprint: fingerprint(all),
        life: `${EPOCH}.${++sequence}`,
        alertname: all.alertname,
        status: 'firing',
        severity: all.severity,
        level: levelOf(all.severity),
        unconfirmed: false,
        flapping: 0,
        labels: all,
        annotations: { summary: '3 of 4 targets down' },
        starts_at: formatTime(wall),
        silenced_by: [],
        inhibited_by: [],
        muted_by: [],
        acknowledged_by: null,
        receivers: [],
        ...rest,
      }
    },
    event: alertEvent,
    fire: (...alerts: readonly Alert[]) =>
      take({ type: 'events', events: alerts.map((alert) => alertEvent('alert_created', alert)) }),
    resolve: (...alerts: readonly Alert[]) =>
      take({
        type: 'events',
        events: alerts.map((alert) =>
          alertEvent('alert_resolved', {
            ...alert,
            status: 'resolved',
            resolved_by: 'sender',
            ends_at: formatTime(wall),
          }),
        ),
      }),
    change: (type: AlertEventType, alert: Alert, by?: string) =>
      take({ type: 'events', events: [alertEvent(type, alert, by)] }),
    health: (health: Partial<Health> & Pick<Health, 'component' | 'kind'>) =>
      take({
        type: 'events',
        events: [
          {
            type: 'health_changed',
            source: 'health_monitor',
            id: `event-${++sequence}`,
            timestamp: formatTime(wall),
            data: { status: 'healthy', quiet: false, since: formatTime(wall), ...health },
            epoch: EPOCH,
            sequence,
            prev: sequence - 1,
          },
        ],
      }),
    freshness: (
      state: Freshness['state'],
      rest: { drops?: Freshness['drops']; proofAge?: number | null } = {},
    ) => take({ type: 'freshness', freshness: freshness(state, now, wall, rest) }),
    /** Connects for the first time: this board, then live. */
    meet: (alerts: readonly Alert[] = []) => {
      take({ type: 'board', board: boardOf(alerts), cause: 'start' })
      take({ type: 'freshness', freshness: freshness('live', now, wall, {}) })
      effects.length = 0
    },
  }
}

type AlertEventType = Extract<Event, { source: 'alert_processor' }>['type']

export function boardOf(alerts: readonly Alert[], sequence = 50): Board {
  return {
    ...emptyBoard({ epoch: EPOCH, sequence }),
    alerts: new Map(alerts.map((alert) => [alert.fingerprint, { ...alert, sequence }])),
  }
}

function freshness(
  state: Freshness['state'],
  at: number,
  wall: Millis,
  {
    drops = { count: 0, longest_ms: 0, unstable: false },
    proofAge = 0,
  }: { drops?: Freshness['drops']; proofAge?: number | null },
): Freshness {
  const common = {
    at,
    since: at,
    proof: proofAge === null ? null : { at: at - proofAge, server_time: wall - proofAge },
    skew_ms: 0,
    drops,
    counts: { malformed: 0, duplicates: 0, gaps: 0, resets: 0 },
    not_storing: null,
  }
  switch (state) {
    case 'live':
      return { ...common, state, transport: 'sse', reloaded: null }
    case 'offline':
      return { ...common, state, broken: 'dns', detail: 'ENOTFOUND', retry_at: null }
    case 'catching_up':
      return { ...common, state, transport: 'sse', done: 0, total: 10 }
    case 'restarting':
      return { ...common, state, until: at + 10_000 }
    case 'signed_out':
      return { ...common, state, status: 401, reason: 'refused', detail: '' }
    default:
      return { ...common, state }
  }
}
