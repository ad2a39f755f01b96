import { DEFAULT_SEVERITIES, Level, LOG_LEVELS, type SeverityTable } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { DEFAULT_RULES } from '../alerts/rules.ts'
import { DEFAULT_BOARD_LIMITS } from '../core/board-limits.ts'
import { DEFAULT_WINDOW } from '../log/memory-window.ts'
import { DEFAULT_STREAM_SETTINGS } from '../stream/parts/stream-settings.ts'
import { accessSettings } from './access-settings.ts'
import { acknowledgementSettings } from './acknowledgement-settings.ts'
import { budgetSettings } from './budget-settings.ts'
import { crowdSettings } from './crowd-settings.ts'
import { diskSettings } from './disk-settings.ts'
import { doorLimits, doorSettings, routePrefix } from './door-settings.ts'
import { grafanaSettings } from './grafana-settings.ts'
import { jwtSettings } from './jwt-settings.ts'
import { nodeSettings } from './node-settings.ts'
import { count, duration, size, text } from './notation.ts'
import { openIdSettings } from './openid-settings.ts'
import { redisSettings } from './redis-settings.ts'
import { replicaLabels } from './replica-settings.ts'
import { silenceRules } from './silence-rule-settings.ts'
import { silenceSettings } from './silence-settings.ts'
import { sizeSettings } from './size-settings.ts'
import { storeSettings } from './store-settings.ts'
import { streamCountSettings } from './stream-count-settings.ts'
import { heartbeatFrom, switchSettings } from './switch-settings.ts'
import { tlsSettings } from './tls-settings.ts'
import { tracingSettings } from './tracing-settings.ts'
import { upstreamSettings } from './upstream-settings.ts'
import { webhookSettings } from './webhook-settings.ts'
import { workSettings } from './work-settings.ts'

export const LOG_FORMATS = ['auto', 'text', 'json'] as const

const DAY = 86_400_000
const LISTEN =
  '^(\\[[0-9a-fA-F:.]+\\]|[^\\s:\\[\\]]+):([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$'

const strict = { additionalProperties: false }
const { limits, stream } = DEFAULT_STREAM_SETTINGS

/** Every setting, with its default. Keys are those of the YAML file; times are in milliseconds, sizes in bytes. */
export const Settings = Type.Object(
  {
    listen: text(
      '127.0.0.1:9095',
      {
        flag: 'listen',
        expected: 'HOST:PORT, such as 127.0.0.1:9095, 0.0.0.0:9095 or [::1]:9095; port 0 takes a free one',
        description: 'Address that the server listens on. Anything but loopback opens it to the network.',
      },
      LISTEN,
    ),
    data_dir: text(
      './data',
      {
        flag: 'data-dir',
        expected: 'a folder',
        description:
          'Folder of one server alone, with its database unless that is PostgreSQL’s. Created when it is missing.',
      },
      '.',
    ),
    ...storeSettings,
    node: nodeSettings,
    redis: redisSettings,
    ...doorSettings,
    ...accessSettings,
    ...openIdSettings,
    tls: tlsSettings,
    ...jwtSettings,
    alertmanager_config: text('', {
      flag: 'alertmanager-config',
      expected: 'a file',
      description:
        'An alertmanager.yml whose inhibit_rules, route and receivers are used here too; empty means none.',
    }),
    resolve_timeout: duration(
      DEFAULT_RULES.resolveTimeout,
      'Life of an alert whose sender gives no end, after its last mention; also the grace after an outage of ours.',
    ),
    relayed_timeout: duration(
      DEFAULT_RULES.relayedTimeout,
      'Life of an alert known only by webhook, after its last mention; longer than Alertmanager’s repeat_interval.',
    ),
    heartbeat: Type.Object(
      {
        alertname: text(DEFAULT_RULES.heartbeatName, {
          expected: 'an alert name',
          description: 'Name of the always-firing alert that proves the pipeline.',
        }),
        missing_after: duration(
          DEFAULT_RULES.heartbeatMissing,
          'How long the pipeline heartbeat may be missing before that is an incident.',
        ),
        from: heartbeatFrom,
      },
      strict,
    ),
    dead_man_switches: switchSettings,
    disk: diskSettings,
    grafana: grafanaSettings,
    webhooks: webhookSettings,
    severities: Type.Record(Type.String(), Level, {
      default: {},
      expected:
        'severity label values and their level (critical, high, warning, info), such as urgent=critical',
      description: 'What values of the severity label mean, in addition to the built-in names.',
    }),
    replica_labels: replicaLabels,
    acknowledgements: acknowledgementSettings,
    silences: silenceSettings,
    silence_rules: silenceRules,
    ...upstreamSettings,
    retention: Type.Object(
      {
        resolved: duration(DEFAULT_RULES.remember, 'How long a resolved alert is remembered.'),
        sources: duration(
          7 * DAY,
          'How long the health row of a source that holds no alert stays after it was last heard.',
        ),
        cursors: duration(DAY, 'How long a client may be away and still get exactly what it missed.'),
        history: duration(90 * DAY, 'How long events are kept for history.'),
        history_bytes: size(
          20_000_000_000,
          1_000_000,
          'Disk that the database may take before the oldest history is deleted early; what cursors may ask for stays.',
        ),
        audit: duration(400 * DAY, 'How long the audit log is kept.', DAY),
        audit_bytes: size(
          4_000_000_000,
          1_000_000,
          'What the audit log may take of that before its oldest entries are deleted early; those of the last 7 days stay.',
        ),
        audit_key_file: text('', {
          expected: 'a file, or nothing',
          description:
            'The key (Ed25519, PKCS 8 in PEM) that signs what retention leaves of the audit log, so that several servers have the same; empty means one of its own, in data_dir.',
        }),
        window_events: count(DEFAULT_WINDOW.events, 1, 'Newest events kept in memory.'),
        window_bytes: size(DEFAULT_WINDOW.bytes, 1024, 'Memory that the newest events may take.'),
      },
      strict,
    ),
    tracing: tracingSettings,
    log: Type.Object(
      {
        level: Type.Enum([...LOG_LEVELS], {
          default: 'info',
          flag: 'log-level',
          expected: `one of ${LOG_LEVELS.join(', ')}`,
          description: 'Least level of the server’s own log.',
        }),
        format: Type.Enum(LOG_FORMATS, {
          default: 'auto',
          flag: 'log-format',
          expected: `one of ${LOG_FORMATS.join(', ')}`,
          description: 'Lines of text or of JSON; auto is text on a terminal and JSON elsewhere.',
        }),
      },
      strict,
    ),
    web: Type.Object(
      {
        root: text('', {
          flag: 'web-root',
          expected: 'a folder',
          description: 'Folder of the built web console; empty means the one that belongs to this server.',
        }),
        route_prefix: routePrefix,
        desktop_feed: text('', {
          expected: 'a folder',
          description:
            'Folder of signed packages of the desktop app, from which desks update themselves; served at /desktop/. Empty means none.',
        }),
      },
      strict,
    ),
    limits: Type.Object(
      {
        ...doorLimits,
        ...sizeSettings,
        ...crowdSettings,
        ...workSettings,
        ...budgetSettings,
        board_alerts: count(
          DEFAULT_BOARD_LIMITS.alerts,
          1,
          'Alerts of one board; of more, the worst are shown, and how many are left out.',
        ),
        board_bytes: size(DEFAULT_BOARD_LIMITS.bytes, 100_000, 'The same for its size.'),
        ...streamCountSettings,
        stream_soft_queue_bytes: size(
          limits.stream_soft_queue_bytes,
          1024,
          'Queued bytes above which a slow connection leaves live delivery until it has caught up.',
        ),
        stream_queue_bytes: size(
          limits.stream_queue_bytes,
          1024,
          'Queued bytes above which a slow connection is closed.',
        ),
        stream_queues_bytes: size(
          limits.stream_queues_bytes,
          1024,
          'Queued bytes of all streams together, above which those with the longest queues are closed.',
        ),
        stream_expression_steps: count(
          limits.stream_expression_steps,
          100_000,
          'Steps that the expressions of all streams’ filters may take a second; beyond them whoever takes more than his share is sent away. 100 million are about a core.',
        ),
        polls_per_address: count(
          limits.polls_per_address,
          1,
          'Long polls that may wait at once for one address without signing in.',
        ),
        message_bytes: size(limits.message_bytes, 1024, 'Largest message of a WebSocket client.'),
        messages_per_second: count(
          limits.messages_per_second,
          1,
          'Messages, pings and pongs that a WebSocket client may send a second in the long run.',
        ),
        messages_at_once: count(
          limits.messages_at_once,
          10,
          'Messages, pings and pongs that a WebSocket client may send at once; a subscribe counts as ten.',
        ),
      },
      strict,
    ),
    stream: Type.Object(
      {
        heartbeat_ms: count(stream.heartbeat_ms, 10, 'Mean time between two heartbeats, milliseconds.'),
        retry_ms: count(
          stream.retry_ms,
          1,
          'Shortest time after which a client that lost its stream comes back, milliseconds; each is told up to 2.5 times as much, so that not all come at once.',
        ),
        write_gather_ms: count(
          stream.write_gather_ms,
          0,
          'How long events may be gathered into one write under load, milliseconds.',
        ),
        stall_ms: count(
          stream.stall_ms,
          100,
          'A connection that takes none of its queued bytes for this long is closed, milliseconds.',
        ),
        conflate_ms: count(stream.conflate_ms, 0, 'Shortest time between two statistics, milliseconds.'),
      },
      strict,
    ),
  },
  strict,
)
export type Settings = Readonly<Static<typeof Settings>>

type Some<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Some<T[K]> | undefined }
    : T
/** Some settings, for a server started from code; the others keep their defaults. */
export type SomeSettings = Some<Settings>

const compiled = Compile(Settings)

/** Does the whole fit? The last gate, after every value was read on its own. */
export function isSettings(value: unknown): value is Settings {
  return compiled.Check(value)
}

/** The built-in severity names with the configured ones laid over them; names are compared in lower case. */
export function severityTable(settings: Settings): SeverityTable {
  const own = Object.entries(settings.severities).map(
    ([name, level]) => [name.trim().toLowerCase(), level] as const,
  )
  return { ...DEFAULT_SEVERITIES, ...Object.fromEntries(own) }
}

/** Host and port of `listen`; an IPv6 host without its brackets. */
export function listenAddress(listen: string): { readonly host: string; readonly port: number } {
  const colon = listen.lastIndexOf(':')
  return { host: listen.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(listen.slice(colon + 1)) }
}
