import { formatTime, type Millis } from '@watchfloor/contract'
import { INBOX_REASONS, type InboxReason, type InboxRow } from '../../../src/shared/inbox.ts'
import { inboxRow } from './fake-desk.ts'
import { seeded } from './sample-fleet.ts'

const HELD: ReadonlySet<InboxReason> = new Set([
  'paused',
  'quiet_hours',
  'in_front',
  'outside_view',
  'level',
  'silenced',
  'inhibited',
  'muted',
  'acknowledged',
])
const FOLDED: ReadonlySet<InboxReason> = new Set([
  'same_group',
  'in_flood',
  'in_storm',
  'in_digest',
  'in_unstable',
])
const ALERTS: readonly (readonly [name: string, where: string])[] = [
  ['CheckoutErrorRate', 'eu-1 checkout: 5xx at 12.4 %.'],
  ['PaymentsDown', 'eu-1 payments: 3 of 4 targets down.'],
  ['QueueLag', 'eu-1 billing: lag 84 k messages, growing for 11 min.'],
  ['CertificateExpiry', 'us-2 edge: certificate ends in 3 days, renewal failed twice.'],
]
const OF_NO_ALERT: Readonly<Partial<Record<InboxReason, readonly [InboxRow['kind'], string, string]>>> = {
  test: ['test', 'TEST · Watchfloor can reach you', 'This is how a notification arrives on this desk.'],
  away: ['away', 'Caught up: away 02:10–06:40', '3 critical still firing, 44 came and went. Nothing lost.'],
  not_receiving: [
    'connection',
    'You are not receiving alerts',
    'Since 03:12:04. watch.example.com not found (VPN?). Retrying.',
  ],
  receiving: ['connection', 'Receiving again', 'Blind 4 min 10 s. 2 critical arrived meanwhile.'],
  unstable: ['connection', 'Your connection is unstable', '5 drops in 10 min, longest 48 s.'],
  quiet_source: [
    'health',
    'Prometheus us has gone quiet',
    'Nothing for 5 min. 7 alerts are unconfirmed, not resolved.',
  ],
  unhealthy: ['health', 'Store is unhealthy', 'Disk full.'],
  silence_ends: [
    'silence',
    'A silence ends soon',
    'The silence “rollout”, by Ana, ends in 15 min: 2 alerts that it hides still fire.',
  ],
  silence_hides_much: [
    'silence',
    'A silence hides much of the board',
    'Ana silenced 412 of 470 firing alerts (88 %), 1 of them critical: PaymentsDown.',
  ],
  first_contact: [
    'first_contact',
    'Connected to prod: 47 firing, 5 critical',
    'You will be told about what changes from now on.',
  ],
}
const OUTCOMES = ['shown', 'opened', 'acknowledged', 'withdrawn', 'replaced', 'dismissed', 'asked'] as const

/** An inbox as some nights leave it, newest first: every reason is in it. */
export function sampleInbox(count: number, now: Millis, seed = 5): InboxRow[] {
  const random = seeded(seed)
  let time = now - 20_000
  return Array.from({ length: count }, (_, index) => {
    const reason = INBOX_REASONS[index % INBOX_REASONS.length] as InboxReason
    const decision = HELD.has(reason) ? 'hold' : FOLDED.has(reason) ? 'fold' : 'notify'
    const level = reason === 'high' ? 'high' : reason === 'level' ? 'warning' : 'critical'
    const [name, where] = ALERTS[Math.floor(random() * ALERTS.length)] as (typeof ALERTS)[number]
    const other = OF_NO_ALERT[reason]
    const at = formatTime(time)
    const hasFailed = decision === 'notify' && random() < 0.06
    const outcome = OUTCOMES[Math.floor(random() ** 2 * OUTCOMES.length)] as InboxRow['outcome']
    const word = level === 'high' ? 'High' : level === 'warning' ? 'Warning' : 'Critical'
    const row = inboxRow({
      id: `row-${index}`,
      at,
      kind: other?.[0] ?? 'alert',
      level: other === undefined ? level : null,
      decision,
      reason,
      title: other?.[1] ?? `${word} · ${name}`,
      body: other?.[2] ?? `${where} Since 03:12. Nobody has it.`,
      alerts: other === undefined ? [{ fingerprint: `00000000000000${index % 99}`, life: 'e.5' }] : [],
      outcome: decision !== 'notify' ? 'none' : hasFailed ? 'failed' : outcome,
      outcome_at: formatTime(time + Math.floor(random() * 240_000)),
      ...(hasFailed && { error: 'org.freedesktop.Notifications was not provided by any service' }),
      is_read: index > 6 || decision !== 'notify',
    })
    time -= Math.floor(random() ** 3 * 600_000)
    return row
  })
}
