/** Every metric's name and what it measures. The first six names are older than this server and stay as they are. */
export const METRICS = {
  connections: ['realtime_connections_active_total', 'Streams that are open now, by transport.'],
  events: ['realtime_events_total', 'Events published, by type and source.'],
  latency: [
    'realtime_event_latency_seconds',
    'From an event’s timestamp to its last live write to a reader.',
  ],
  errors: ['realtime_errors_total', 'Errors of the realtime path, by type.'],
  reconnects: ['realtime_reconnect_total', 'Streams and polls that came with a cursor to continue from.'],
  broadcast: ['realtime_broadcast_duration_seconds', 'One fan-out, from its first write to its last.'],

  delivered: ['watchfloor_events_delivered_total', 'Events written to readers, one per event and reader.'],
  replayed: ['watchfloor_events_replayed_total', 'Events written to readers that were catching up.'],
  resets: ['watchfloor_stream_resets_total', 'Cursors that could not be continued, by reason.'],
  gaps: [
    'watchfloor_stream_gaps_total',
    'Batches of the log that were not contiguous; readers were resumed.',
  ],
  sheds: ['watchfloor_stream_sheds_total', 'Streams refused or given up by the server, by reason.'],
  lagging: ['watchfloor_stream_lagging_total', 'Times that a stream left live delivery because it was slow.'],
  queueBytes: ['watchfloor_stream_queue_bytes', 'Bytes that wait in all streams now.'],
  waitingPolls: ['watchfloor_polls_waiting', 'Long polls that wait for something now.'],

  configGood: [
    'watchfloor_config_last_reload_successful',
    '1 while the newest reading of the Alertmanager configuration was good.',
  ],
  commit: ['watchfloor_commit_duration_seconds', 'One commit of the store.'],
  commitFailures: ['watchfloor_commit_failures_total', 'Commits that failed; nothing of them was accepted.'],
  received: ['watchfloor_alerts_received_total', 'Alerts received, by product of the sender and outcome.'],
  ingest: ['watchfloor_ingest_duration_seconds', 'A request with alerts, from its last byte to its answer.'],
  refused: ['watchfloor_ingest_refused_total', 'Requests with alerts that were not taken, by status code.'],
  truncated: [
    'watchfloor_webhook_truncated_alerts_total',
    'Alerts that an Alertmanager cut off its messages.',
  ],
  limited: [
    'watchfloor_limited_total',
    'What was merged or refused because there is too much of it, by limit.',
  ],
  taskFailures: ['watchfloor_task_failures_total', 'Background tasks that failed, by task.'],
  requests: ['watchfloor_http_requests_total', 'HTTP requests answered, by method, route and status code.'],

  doorRefusals: [
    'watchfloor_door_refusals_total',
    'Requests that were not let in: for another host, by a page that may not, or malformed.',
  ],
  openConnections: ['watchfloor_open_connections', 'TCP connections that are open now.'],
  waitingBodies: [
    'watchfloor_waiting_body_bytes',
    'Memory of all request bodies that are on their way or in work now.',
  ],
  connectionSheds: [
    'watchfloor_connections_shed_total',
    'Connections that came while limits.connections were open; each cost an idle one its place, or was closed.',
  ],

  firing: ['watchfloor_firing_alerts', 'Alerts that fire now, by level.'],
  silences: ['watchfloor_active_silences', 'Silences that are active now.'],
  sequence: ['watchfloor_log_sequence', 'Sequence of the newest event of the log.'],
  degraded: ['watchfloor_log_degraded', '1 while the log cannot be written.'],

  upstreamReached: [
    'watchfloor_upstream_reachable',
    '1 while an upstream Alertmanager answers, 0 while it does not, by its name.',
  ],
  upstreamWaiting: [
    'watchfloor_upstream_waiting_silences',
    'Silences of ours that are not on an upstream as they should be, by its name.',
  ],

  alertmanager: ['alertmanager_build_info', 'Version of Alertmanager whose API this server speaks.'],
  build: ['watchfloor_build_info', 'Version of this server.'],
} as const satisfies Readonly<Record<string, readonly [name: string, help: string]>>

export type MetricKey = keyof typeof METRICS
