import {
  type AlertEventType,
  type BoardHealth,
  type BoardSilence,
  fingerprint,
  formatTime,
  type LoggedEvent,
  levelOf,
  type Millis,
  type ResolvedBy,
} from '@watchfloor/contract'
import { type CredentialRecord, hashOf } from '../../../../server/src/access/credential.ts'
import type { RevocationRecord } from '../../../../server/src/access/revocation.ts'
import type { SessionRecord } from '../../../../server/src/access/session.ts'
import type { AlertRecord } from '../../../../server/src/alerts/record.ts'
import type { KeptSeverity } from '../../../../server/src/alerts/severity-names.ts'
import type { SourceRecord } from '../../../../server/src/health/source-record.ts'
import type { Changes } from '../../../../server/src/storage/storage.ts'

/** Midnight of the day on which everything here happens. */
export const DAY = Date.UTC(2026, 0, 5)
export const MINUTE = 60_000
export const EPOCH = 'term-one'
/** Room for every board here. */
export const ROOMY = { alerts: 10_000, bytes: 100_000_000 }

/** A commit that changes only what is named. */
export function changes(some: Partial<Changes>): Changes {
  return {
    events: [],
    alerts: [],
    forgottenAlerts: [],
    silences: [],
    forgottenSilences: [],
    sources: [],
    forgottenSources: [],
    health: [],
    forgottenHealth: [],
    credentials: [],
    forgottenCredentials: [],
    revocations: [],
    forgottenRevocations: [],
    severities: [],
    forgottenSeverities: [],
    audit: [],
    auditTrim: undefined,
    sessions: [],
    forgottenSessions: [],
    ...some,
  }
}

/** The credential of somebody's one token. */
export function credential(name: string, some: Partial<CredentialRecord> = {}): CredentialRecord {
  const hash = hashOf(`the token of ${name}`)
  return {
    hash,
    name,
    role: 'viewer',
    createdAt: DAY,
    createdBy: 'Root',
    expiresAt: DAY + 60 * MINUTE,
    ...some,
  }
}

/** A desk that is signed in with that token. */
export function session(id: string, some: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    device: 'desk',
    of: { way: 'token', hash: hashOf('the token of Ana') },
    address: '127.0.0.1',
    createdAt: DAY,
    expiresAt: DAY + 60 * MINUTE,
    access: { hash: hashOf(id), expiresAt: DAY + MINUTE },
    renewal: { family: hashOf('family'), hash: hashOf('refresh') },
    ...some,
  }
}

export function severity(key: string, some: Partial<KeptSeverity> = {}): KeptSeverity {
  return { key, value: key, level: 'critical', at: DAY, by: 'Root', ...some }
}

export function revocation(subject: string, some: Partial<RevocationRecord> = {}): RevocationRecord {
  return { key: `subject ${subject}`, subject, issuedBefore: DAY, at: DAY, by: 'Root', ...some }
}

export interface AlertFacts {
  readonly severity?: string
  /** Sequence of the event that opened the life; its own when this is it. */
  readonly life?: number
  readonly owner?: string
  readonly by?: ResolvedBy
  readonly text?: string
}

/** An event of the alert of this name. */
export function alertEvent(
  sequence: number,
  at: Millis,
  type: AlertEventType,
  alertname: string,
  { severity = 'critical', life = sequence, owner, by, text = 'down' }: AlertFacts = {},
): LoggedEvent {
  const labels = { alertname, severity }
  const time = formatTime(at)
  return {
    type,
    source: 'alert_processor',
    id: `event-${sequence}`,
    timestamp: time,
    epoch: EPOCH,
    sequence,
    data: {
      fingerprint: fingerprint(labels),
      life: `${EPOCH}.${life}`,
      alertname,
      status: type === 'alert_resolved' ? 'resolved' : 'firing',
      severity,
      level: levelOf(severity),
      unconfirmed: false,
      flapping: 0,
      labels,
      annotations: { summary: text },
      starts_at: time,
      silenced_by: [],
      inhibited_by: [],
      muted_by: [],
      acknowledged_by: owner === undefined ? null : { name: owner, at: time, until: 'resolved' },
      receivers: ['watchfloor'],
      ...(by !== undefined && { resolved_by: by, ends_at: time }),
    },
  }
}

/** Fingerprint of the alert of this name. */
export function printOf(alertname: string, severity = 'critical'): string {
  return fingerprint({ alertname, severity })
}

/** So many first firings in order, a minute apart, of alerts `a1`, `a2` and so on. */
export function firings(from: number, to: number, text?: string): readonly LoggedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, n) =>
    alertEvent(from + n, DAY + (from + n) * MINUTE, 'alert_created', `a${from + n}`, {
      ...(text !== undefined && { text }),
    }),
  )
}

export function silenceEvent(sequence: number, at: Millis, id: string): LoggedEvent {
  const { sequence: _, ...data } = silence(id)
  return {
    type: 'silence_created',
    source: 'silence_manager',
    id: `event-${sequence}`,
    timestamp: formatTime(at),
    epoch: EPOCH,
    sequence,
    data,
  }
}

export function healthEvent(sequence: number, at: Millis, component: string): LoggedEvent {
  const { sequence: _, ...data } = health(component)
  return {
    type: 'health_changed',
    source: 'health_monitor',
    id: `event-${sequence}`,
    timestamp: formatTime(at),
    epoch: EPOCH,
    sequence,
    data,
  }
}

export function systemEvent(sequence: number, at: Millis): LoggedEvent {
  return {
    type: 'system_notification',
    source: 'system',
    id: `event-${sequence}`,
    timestamp: formatTime(at),
    epoch: EPOCH,
    sequence,
    data: { level: 'info', message: 'a note' },
  }
}

/** A record in which every field says something. */
export function alert(alertname: string, some: Partial<AlertRecord> = {}): AlertRecord {
  const annotations = { summary: 'down' }
  const report = {
    entry: 'direct',
    source: 'Prometheus prom:9090',
    status: 'firing',
    startsAt: DAY,
    endsAt: DAY + 4 * MINUTE,
    timeout: false,
    firstAt: DAY,
    updatedAt: DAY + MINUTE,
  } as const
  return {
    fingerprint: printOf(alertname),
    labels: { alertname, severity: 'critical' },
    life: `${EPOCH}.1`,
    status: 'resolved',
    startsAt: DAY,
    endsAt: DAY + MINUTE,
    resolvedBy: 'sender',
    annotations,
    annotationsAt: DAY,
    generatorURL: 'http://prom:9090/graph',
    reports: {
      'direct|10.0.0.1|': { ...report, annotations, generatorURL: 'http://prom:9090/graph' },
      'relayed|10.0.0.2|': { ...report, annotations: { summary: 'other' }, generatorURL: undefined },
    },
    lastExplicitEnd: DAY,
    unconfirmed: true,
    lives: [DAY - MINUTE, DAY],
    episode: { since: DAY - MINUTE, lives: 3, changedAt: DAY },
    firstLife: 'a.1',
    acknowledged: { name: 'Ana', at: formatTime(DAY), until: 'worse', note: 'on it' },
    silencedBy: ['one'],
    inhibitedBy: [{ fingerprint: printOf('other'), rule: 'rule' }],
    mutedBy: ['night'],
    receivers: ['team'],
    heartbeat: false,
    sequence: 1,
    updatedAt: DAY + MINUTE,
    ...some,
  }
}

export function silence(id: string, some: Partial<BoardSilence> = {}): BoardSilence {
  return {
    id,
    state: 'active',
    matchers: [{ name: 'alertname', value: 'a.*', is_regex: true, is_equal: true }],
    starts_at: formatTime(DAY),
    ends_at: formatTime(DAY + 60 * MINUTE),
    updated_at: formatTime(DAY),
    created_by: 'Ana',
    comment: 'maintenance',
    annotations: { ticket: '7' },
    sequence: 1,
    ...some,
  }
}

export function source(component: string, some: Partial<SourceRecord> = {}): SourceRecord {
  return {
    component,
    product: 'Prometheus',
    lastSeen: DAY,
    gaps: [60_000, 120_000],
    quiet: false,
    backSince: undefined,
    slowClockAt: DAY,
    rejected: { at: DAY, reason: 'no name' },
    ...some,
  }
}

export function health(component: string, some: Partial<BoardHealth> = {}): BoardHealth {
  return {
    component,
    kind: 'source',
    status: 'healthy',
    quiet: false,
    since: formatTime(DAY),
    sequence: 1,
    ...some,
  }
}

export function sequences(events: readonly { readonly sequence: number }[]): readonly number[] {
  return events.map(({ sequence }) => sequence)
}

/** The whole numbers from one to another, both included; backwards when the first is larger. */
export function span(from: number, to: number): readonly number[] {
  const step = from <= to ? 1 : -1
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, n) => from + n * step)
}
