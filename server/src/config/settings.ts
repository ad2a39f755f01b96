import { DEFAULT_SEVERITIES, Level, type SeverityTable } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * How people write a value, besides what its JSON type says: `duration` (`5m`, kept in milliseconds) and `size`
 * (`10MB`, kept in bytes). `flag` is its name on the command line, `expected` what to say when the value is wrong.
 */
export interface Notation {
  readonly as?: 'duration' | 'size'
  readonly flag?: string
  readonly expected: string
  readonly description: string
}

const strict = { additionalProperties: false }

function duration(initial: number, description: string, least = 1) {
  const notation: Notation = { as: 'duration', expected: 'a duration such as 30s, 5m or 2h', description }
  return Type.Integer({ default: initial, minimum: least, ...notation })
}

function size(initial: number, least: number, description: string) {
  const notation: Notation = {
    as: 'size',
    expected: `a size of at least ${least} bytes, such as 512KB or 10MB`,
    description,
  }
  return Type.Integer({ default: initial, minimum: least, ...notation })
}

function count(initial: number, least: number, description: string) {
  const notation: Notation = { expected: `a whole number, ${least} or more`, description }
  return Type.Integer({ default: initial, minimum: least, ...notation })
}

function text(initial: string, notation: Notation, pattern = '') {
  return Type.String({ default: initial, ...(pattern === '' ? {} : { pattern }), ...notation })
}

function list(item: string, notation: Notation) {
  return Type.ReadonlyObject(Type.Array(Type.String({ pattern: item }), { default: [], ...notation }))
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

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
      '^(\\[[0-9a-fA-F:.]+\\]|[^\\s:\\[\\]]+):([0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$',
    ),
    data_dir: text(
      './data',
      {
        flag: 'data-dir',
        expected: 'a folder',
        description: 'Folder of the database. Created when it is missing.',
      },
      '.',
    ),
    allowed_origins: list('^https?://[^\\s/?#]+$', {
      expected: 'origins such as https://karma.example.com, without a path',
      description:
        'Web pages of other origins that may use the API and the streams. The server’s own page always may.',
    }),
    trusted_proxies: list('^[0-9a-fA-F:.]+(/[0-9]{1,3})?$', {
      expected: 'addresses or networks such as 10.0.0.7 or 10.0.0.0/8',
      description: 'Proxies whose X-Forwarded-For is believed.',
    }),
    resolve_timeout: duration(
      5 * 60_000,
      'Life of an alert whose sender gives no end, after its last mention.',
      1000,
    ),
    relayed_timeout: duration(
      5 * 3_600_000,
      'Life of an alert known only by webhook, after its last mention; longer than Alertmanager’s repeat_interval.',
      1000,
    ),
    heartbeat: Type.Object(
      {
        alertname: text('Watchdog', {
          expected: 'an alert name',
          description: 'Name of the always-firing alert that proves the pipeline.',
        }),
        missing_after: duration(
          5 * 60_000,
          'How long the pipeline heartbeat may be missing before it is an incident.',
          1000,
        ),
      },
      strict,
    ),
    severities: Type.Record(Type.String(), Level, {
      default: {},
      expected:
        'severity label values and their level (critical, high, warning, info, unset), such as urgent=critical',
      description: 'What severity label values mean, in addition to the built-in names.',
    }),
    log: Type.Object(
      {
        level: Type.Enum(LOG_LEVELS, {
          default: 'info',
          flag: 'log-level',
          expected: `one of ${LOG_LEVELS.join(', ')}`,
          description: 'Least level of the server’s own log.',
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
      },
      strict,
    ),
    limits: Type.Object(
      {
        body_bytes: size(10_000_000, 1024, 'Largest request body.'),
        streams_per_address: count(
          10,
          1,
          'Streams that one address may hold without signing in (SSE and WebSocket together).',
        ),
        stream_attempts_per_minute: count(
          60,
          1,
          'Attempts to open a stream that one address has in a minute.',
        ),
      },
      strict,
    ),
    stream: Type.Object(
      {
        heartbeat_ms: count(15_000, 10, 'Time between heartbeats of a stream, milliseconds.'),
      },
      strict,
    ),
  },
  strict,
)
export type Settings = Readonly<Static<typeof Settings>>

type Deep<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Deep<T[K]> }
    : T
/** Some settings, for a server started from code; the others keep their defaults. */
export type SomeSettings = Deep<Settings>

const compiled = Compile(Settings)

/** Does the whole fit? Used as the last gate, after every value was read on its own. */
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
