import { EVENT_TYPES, LEVELS, SOURCES } from '@watchfloor/contract'
import { LIMITS } from '../core/core-metrics.ts'
import { DOOR_REASONS } from '../http/door/front-door.ts'
import { RESET_REASONS, SHED_REASONS, STREAM_ERRORS } from '../stream/parts/stream-metrics.ts'
import { WAYS } from '../wake/wakes.ts'
import { counter, gauge, histogram } from './metric-kinds.ts'

/** Whose expressions stand. */
export const STANDING = ['silences', 'configuration'] as const

/** Statuses of requests with alerts that are not taken; 503 is ours, the others are the sender's. */
const REFUSALS = [400, 408, 413, 415, 503] as const
/** What runs by the clock, and what hears of every event. */
const TASKS = [
  'afterwards',
  'audit',
  'clock',
  'flush',
  'health',
  'maintenance',
  'sources',
  'subscriber',
  'upstream',
] as const

/**
 * Every metric of ours: its name, what it measures, its labels. The first six names are older than this server and
 * stay as they are. `docs/reference/metrics.md` is written from this table.
 */
export const METRICS = {
  connections: gauge(
    'realtime_connections_active_total',
    'Streams that are open now; a poll is an HTTP request.',
    { transport: ['sse', 'websocket'] },
  ),
  connectionsByRightName: gauge(
    'realtime_connections_active',
    'The same: a name that ends in _total is a counter’s by Prometheus’ conventions.',
    { transport: ['sse', 'websocket'] },
  ),
  events: counter('realtime_events_total', 'Events published, once each.', {
    type: EVENT_TYPES,
    source: SOURCES,
  }),
  latency: histogram(
    'realtime_event_latency_seconds',
    'From an event’s timestamp to its last live write to a reader.',
  ),
  errors: counter(
    'realtime_errors_total',
    'Failures of streams and of the store by kind; no_pong and no_acknowledgement are peers that vanished.',
    { error_type: [...STREAM_ERRORS, 'commit_failed'] },
  ),
  reconnects: counter(
    'realtime_reconnect_total',
    'Streams and polls that came with a cursor to continue from.',
  ),
  broadcast: histogram(
    'realtime_broadcast_duration_seconds',
    'One fan-out, from its first write to its last.',
  ),

  delivered: counter(
    'watchfloor_events_delivered_total',
    'Events written to readers, one per event and reader.',
  ),
  replayed: counter(
    'watchfloor_events_replayed_total',
    'Events written to readers that were catching up; delivered ones, too.',
  ),
  resets: counter(
    'watchfloor_stream_resets_total',
    'Cursors that could not be continued; unknown and future mean that the log was replaced, trimmed that somebody was away too long.',
    { reason: RESET_REASONS },
  ),
  gaps: counter(
    'watchfloor_stream_gaps_total',
    'Times that the log was told with a gap, and readers were resumed; always 0.',
  ),
  sheds: counter(
    'watchfloor_stream_sheds_total',
    'Streams and waiting polls refused by a limit (streams_per_address, streams_per_principal, polls_per_address, attempts, total), while going away (draining), or given up because they were slow or had the longest of too long queues (queues) or too costly a filter (filters).',
    { reason: SHED_REASONS },
  ),
  lagging: counter(
    'watchfloor_stream_lagging_total',
    'Times that a stream left live delivery until it had caught up, because it was slow.',
  ),
  queueBytes: gauge('watchfloor_stream_queue_bytes', 'Bytes that wait in all streams now.'),
  waitingPolls: gauge('watchfloor_polls_waiting', 'Long polls that wait for something now.'),

  nodes: gauge('watchfloor_nodes', 'Servers that share the store and are there, this one too.'),
  onDuty: gauge(
    'watchfloor_node_on_duty',
    '1 on the server that does what happens by the clock: timers, health, upstreams.',
  ),
  clockSkew: gauge(
    'watchfloor_node_clock_skew_seconds',
    'How far this server’s clock is ahead of the database’s, beyond what the way there explains.',
  ),
  storeReached: gauge('watchfloor_node_store_reached', '1 while the store has answered in the last 6 s.'),
  appliedLag: gauge(
    'watchfloor_node_applied_lag',
    'Events that are committed, by this server’s last look, and that it does not show yet.',
  ),

  configGood: gauge(
    'watchfloor_config_last_reload_successful',
    '1 while the newest reading of the Alertmanager configuration was good.',
  ),
  commit: histogram('watchfloor_commit_duration_seconds', 'One commit of the store.'),
  commitFailures: counter(
    'watchfloor_commit_failures_total',
    'Commits that failed; nothing of them was accepted.',
  ),
  received: counter('watchfloor_alerts_received_total', 'Alerts received, by product of the sender.', {
    source: 'any',
    outcome: ['accepted', 'rejected', 'stale'],
  }),
  ingest: histogram(
    'watchfloor_ingest_duration_seconds',
    'A request with alerts, from its last byte to its answer.',
  ),
  refused: counter(
    'watchfloor_ingest_refused_total',
    'Requests with alerts that were not taken; 413 is limits.body_bytes.',
    { code: REFUSALS },
  ),
  truncated: counter(
    'watchfloor_webhook_truncated_alerts_total',
    'Alerts that an Alertmanager cut off its messages.',
  ),
  limited: counter(
    'watchfloor_limited_total',
    'What was merged (reporters, sources) or refused because there is too much of it.',
    { limit: LIMITS },
  ),
  taskFailures: counter('watchfloor_task_failures_total', 'Background tasks that failed.', { task: TASKS }),
  requests: counter(
    'watchfloor_http_requests_total',
    'HTTP requests answered, by the pattern of their path.',
    { method: 'any', route: 'any', code: 'any' },
  ),

  doorRefusals: counter(
    'watchfloor_door_refusals_total',
    'Requests that were not let in: for another host, by a page that may not, malformed, brought by a proxy (forwarded) to a server for this machine alone, or with a TLS handshake that failed (tls).',
    { reason: DOOR_REASONS },
  ),
  openToAll: gauge(
    'watchfloor_open_to_everybody',
    '1 while the server asks nobody who they are and lets in whoever reaches it (insecure_open), else 0.',
  ),
  plainHttp: gauge(
    'watchfloor_sign_in_over_plain_http',
    '1 while people sign in over plain HTTP that others can read on the way (insecure_http), else 0.',
  ),
  certificateExpiry: gauge(
    'watchfloor_tls_certificate_expiry_timestamp_seconds',
    'When the certificate that the server shows expires; only under TLS.',
  ),
  certificateGood: gauge(
    'watchfloor_tls_last_reload_successful',
    '1 while the newest reading of the certificate’s files was good, and while there are none.',
  ),
  openConnections: gauge('watchfloor_open_connections', 'TCP connections that are open now.'),
  waitingBodies: gauge(
    'watchfloor_waiting_body_bytes',
    'Memory of all request bodies that are on their way or in work now.',
  ),
  connectionSheds: counter(
    'watchfloor_connections_shed_total',
    'Connections that came while limits.connections were open; each cost an idle one its place, or was closed.',
  ),

  firing: gauge('watchfloor_firing_alerts', 'Alerts that fire now.', { level: LEVELS }),
  silences: gauge('watchfloor_active_silences', 'Silences that are active now.'),
  standing: gauge(
    'watchfloor_standing_steps',
    'Steps that the expressions of silences, and of routes and inhibition rules, may take for one alert at worst.',
    { of: STANDING },
  ),
  spans: counter(
    'watchfloor_trace_spans_total',
    'Spans of traces that were sent to the collector, or dropped because it did not take them.',
    { outcome: ['sent', 'dropped'] },
  ),
  takenOver: counter(
    'watchfloor_log_taken_over_total',
    'Events that other servers committed to the same store, and that this one took over.',
  ),
  overtaken: counter(
    'watchfloor_log_overtaken_total',
    'Commits that had to be judged again, because another server had committed first.',
  ),
  turns: counter(
    'watchfloor_log_turns_total',
    'How often everything was read from the store anew, because the log was another one or much further.',
  ),
  lostSequences: counter(
    'watchfloor_log_lost_sequences_total',
    'Sequences that this server had shown and that the store lost, as by a standby that took over without them.',
  ),
  logBehind: gauge(
    'watchfloor_log_behind_seconds',
    'For how long it is not known here that everything which other servers committed is here; 0 on one alone.',
  ),
  sequence: gauge('watchfloor_log_sequence', 'Sequence of the newest event of the log.'),
  degraded: gauge('watchfloor_log_degraded', '1 while the log cannot be written.'),
  behind: gauge(
    'watchfloor_store_behind_bytes',
    'What is on the disk and not yet in the tables that history and statistics are read from.',
  ),

  auditSequence: gauge('watchfloor_audit_sequence', 'Sequence of the newest entry of the audit log.'),
  auditHead: gauge(
    'watchfloor_audit_head',
    'The first 12 hexadecimal digits of that entry’s hash, as a number: kept by whoever scrapes it, they prove later that nothing up to it was rewritten.',
  ),
  brokeGlass: counter(
    'watchfloor_break_glass_total',
    'Acts by the control socket, the way in for whoever runs the server.',
    { what: 'any' },
  ),

  upstreamReached: gauge(
    'watchfloor_upstream_reachable',
    '1 while an upstream Alertmanager answers, 0 while it does not.',
    { upstream: 'any' },
  ),
  upstreamWaiting: gauge(
    'watchfloor_upstream_waiting_silences',
    'Silences of ours that are not on an upstream as they should be.',
    { upstream: 'any' },
  ),

  wakesWorking: gauge(
    'watchfloor_wakes_working',
    '1 while servers of one database hear each other at once, by Redis or by LISTEN and NOTIFY; 0 while they look by time.',
    { way: ['redis', 'notify'] },
  ),
  looks: counter('watchfloor_wakes_total', 'Looks at what other servers committed, by what led to them.', {
    way: WAYS,
  }),

  accessRefusals: counter(
    'watchfloor_access_refusals_total',
    'Requests of whom nobody recognised (401), who may not do that (403), or who could not be judged (503).',
    { code: [401, 403, 503] },
  ),
  keysRead: gauge(
    'watchfloor_jwt_keys_read_timestamp_seconds',
    'When the keys of an issuer of JWTs were last read, in seconds since 1970; 0 before that.',
    { issuer: 'any' },
  ),

  alertmanager: gauge(
    'alertmanager_build_info',
    'Always 1: the version of Alertmanager whose API this server speaks.',
    { version: 'any' },
  ),
  build: gauge('watchfloor_build_info', 'Always 1: the version of this server.', {
    version: 'any',
    node: 'any',
  }),
} as const

type Table = typeof METRICS
export type MetricKey = keyof Table
/** Keys of one kind of metric. */
export type KeyOf<K extends Table[MetricKey]['kind']> = {
  [M in MetricKey]: Table[M]['kind'] extends K ? M : never
}[MetricKey]
/** Names of a metric's labels. */
export type LabelOf<M extends MetricKey> = Extract<keyof Table[M]['labels'], string>
