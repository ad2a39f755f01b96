import type { Freshness, Refusal, Result } from '@watchfloor/client'
import {
  type AcknowledgeManyRequest,
  type AcknowledgeRequest,
  type Alert,
  type BoardAlert,
  type BoardSnapshot,
  type DurableEvent,
  type Event,
  fingerprint,
  formatTime,
  type LabelSet,
  type LateAlert,
  levelOf,
  type Millis,
} from '@watchfloor/contract'
import type { BoardBridge, BoardListener } from '../../../src/renderer/state/bridge.ts'
import type { BridgeRequest, DesktopOnly } from '../../../src/shared/bridge.ts'
import { sampleAlert } from './board-parts.ts'
import { EPOCH } from './sample-fleet.ts'

export interface FakeServer {
  readonly bridge: BoardBridge
  /** `saved_at` for a copy that was kept on this computer. */
  board(board: BoardSnapshot, saved_at?: string): void
  /** A first look, before the board. */
  first(board: BoardSnapshot): void
  /** Called with each alert that is posted; without it a post is answered like any other request. */
  onPost?: (alert: BoardAlert) => void
  /** Called before each of many that are done in one request. */
  beforeEach?: (reached: number) => Promise<void>
  events(events: readonly Event[]): void
  freshness(freshness: Freshness): void
  /** An event of this alert, the next in order. */
  change(type: AlertEventType, alert: BoardAlert): DurableEvent
  /** What the next acknowledgements answer instead of doing it. */
  refuse(refusal: Refusal | null): void
  readonly asked: { readonly fingerprint: string; readonly request: AcknowledgeRequest }[]
}

export type AlertEventType = Extract<DurableEvent, { source: 'alert_processor' }>['type']

/** A server in the page: it holds alerts, tells what changes, and takes acknowledgements. */
export function fakeServer(
  now: () => Millis,
  answer: (request: BridgeRequest) => Promise<Result<unknown>> = refuseAll,
  desktop?: DesktopOnly<Refusal>,
): FakeServer {
  let listener: BoardListener | undefined
  let sequence = 1_000_000
  let refusal: Refusal | null = null
  let isStopped = false
  const alerts = new Map<string, BoardAlert>()
  const asked: FakeServer['asked'][number][] = []

  const change: FakeServer['change'] = (type, alert) => {
    sequence++
    const { sequence: _sequence, ...data } = alert
    alerts.set(alert.fingerprint, { ...alert, sequence })
    return {
      type,
      source: 'alert_processor',
      id: `event-${sequence}`,
      timestamp: formatTime(now()),
      data,
      sequence,
      epoch: EPOCH,
      prev: sequence - 1,
    }
  }
  const hold = async (fingerprint: string, name: string | null): Promise<Result<Alert>> => {
    if (refusal !== null) return refusal
    const alert = alerts.get(fingerprint)
    if (alert === undefined) return { ok: false, reason: 'not_found', message: 'no such alert' }
    const acknowledged_by = name === null ? null : { name, at: formatTime(now()), until: 'resolved' as const }
    const after = { ...alert, acknowledged_by }
    const event = change(name === null ? 'alert_unacknowledged' : 'alert_acknowledged', after)
    queueMicrotask(() => listener?.onEvents([event]))
    return { ok: true, value: after }
  }
  /** Takes many or gives them back, the worst first as they are asked for; stops where it is told to. */
  const many = async ({ path, method, body }: BridgeRequest): Promise<Result<unknown>> => {
    if (path.endsWith('/stop')) {
      isStopped = true
      return { ok: true, value: undefined }
    }
    if (refusal !== null) return refusal
    const request = body as AcknowledgeManyRequest
    const late: LateAlert[] = []
    let reached = 0
    for (const { fingerprint, life = '' } of request.alerts) {
      if (server.beforeEach !== undefined) await server.beforeEach(reached)
      if (isStopped) break
      reached++
      const alert = alerts.get(fingerprint)
      if (alert === undefined) late.push({ fingerprint, why: 'not_found' })
      else if (alert.status === 'resolved' || alert.life !== life) late.push({ fingerprint, why: 'over' })
      else if (path.endsWith('/resolve')) {
        const event = change('alert_resolved', { ...alert, status: 'resolved' })
        queueMicrotask(() => listener?.onEvents([event]))
      } else if (method === 'POST' && alert.acknowledged_by !== null)
        late.push({ fingerprint, why: 'held', by: alert.acknowledged_by.name })
      else await hold(fingerprint, method === 'POST' ? (request.name ?? 'local') : null)
    }
    if (method === 'POST')
      asked.push(
        ...request.alerts.slice(0, reached).map(({ fingerprint, life = '' }) => ({
          fingerprint,
          request: { life, ...(request.name !== undefined && { name: request.name }) },
        })),
      )
    const stopped = isStopped ? { stopped: { why: 'asked' } } : {}
    isStopped = false
    return { ok: true, value: { done: reached - late.length, reached, late, ...stopped } }
  }
  const server: FakeServer = {
    asked,
    change,
    bridge: {
      kind: desktop === undefined ? 'browser' : 'desktop',
      ...(desktop !== undefined && { desktop }),
      server: 'https://watch.example.com',
      connect: (to) => {
        listener = to
        return () => {
          listener = undefined
        }
      },
      acknowledge: (fingerprint, request) => {
        asked.push({ fingerprint, request })
        return hold(fingerprint, request.name ?? 'local')
      },
      unacknowledge: (fingerprint) => hold(fingerprint, null),
      resolve: refuseAll,
      request: async (request) => {
        if (request.path.startsWith('/api/v2/alerts/bulk/')) return many(request)
        if (request.path !== '/api/v2/alerts' || server.onPost === undefined) return answer(request)
        for (const alert of postedAlerts(request.body, `${EPOCH}.${sequence + 1}`)) server.onPost(alert)
        return { ok: true, value: undefined }
      },
      resume: () => {},
    },
    board: (board, saved_at) => {
      alerts.clear()
      for (const alert of board.alerts) alerts.set(alert.fingerprint, alert)
      listener?.onBoard(board, saved_at)
    },
    first: (board) => listener?.onFirst?.(board),
    events: (events) => listener?.onEvents(events),
    freshness: (freshness) => listener?.onFreshness(freshness),
    refuse: (next) => {
      refusal = next
    },
  }
  return server
}

interface Posted {
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly startsAt: string
}

function postedAlerts(body: unknown, life: string): readonly BoardAlert[] {
  return (body as readonly Posted[]).map(({ labels, annotations, startsAt }) => ({
    ...sampleAlert({
      fingerprint: fingerprint(labels),
      life,
      alertname: labels.alertname ?? '',
      severity: labels.severity ?? '',
      level: levelOf(labels.severity ?? ''),
      annotations,
      starts_at: startsAt,
    }),
    labels,
  }))
}

/** A live stream whose last proof is `age` old. */
export function liveFreshness(monotonic: number, now: Millis, age = 2_000): Freshness {
  return { ...common(monotonic, now, age), state: 'live', transport: 'sse', reloaded: null }
}

export function offlineFreshness(monotonic: number, now: Millis, age = 31_000): Freshness {
  return {
    ...common(monotonic, now, age),
    state: 'offline',
    broken: 'refused',
    detail: 'connection refused',
    retry_at: monotonic + 4_000,
  }
}

function common(monotonic: number, now: Millis, age: number) {
  return {
    at: monotonic,
    since: monotonic - age,
    proof: { at: monotonic - age, server_time: now - age },
    skew_ms: 0,
    drops: { count: 0, longest_ms: 0, unstable: false },
    counts: { malformed: 0, duplicates: 0, gaps: 0, resets: 0 },
    not_storing: null,
  }
}

async function refuseAll(): Promise<Refusal> {
  return { ok: false, reason: 'not_found', message: 'the fake server has no such answer' }
}
