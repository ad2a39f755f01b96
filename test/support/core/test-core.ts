import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DEFAULT_SEVERITIES, type LoggedEvent } from '@watchfloor/contract'
import type { Routing } from '../../../server/src/alertmanager/routing.ts'
import type { AlertInput } from '../../../server/src/alerts/alert-input.ts'
import { type AlertRules, DEFAULT_RULES } from '../../../server/src/alerts/rules.ts'
import type { Core } from '../../../server/src/core/core.ts'
import type { CoreMetrics } from '../../../server/src/core/core-metrics.ts'
import { createCore } from '../../../server/src/core/create-core.ts'
import type { Retention } from '../../../server/src/core/retention.ts'
import { SILENT } from '../../../server/src/ground/logger.ts'
import type { Pace } from '../../../server/src/ground/pace.ts'
import type { WindowLimits } from '../../../server/src/log/memory-window.ts'
import type { SilencePolicy } from '../../../server/src/silences/silence-policy.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '../../../server/src/storage/storage.ts'
import { HandClock } from './hand-clock.ts'
import type { MemoryDisk } from './memory-storage.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export interface TestCore {
  readonly core: Core
  readonly clock: HandClock
  /** Every event published since this core started. */
  readonly events: LoggedEvent[]
  /** Failures of background tasks; a test that does not expect one asserts that it is empty. */
  readonly failed: string[]
  /** `type alertname` of the events so far; clears them. */
  readonly take: () => string[]
  readonly pass: (ms: number) => Promise<void>
  /** Resolves when what was begun by now has been done. */
  readonly settle: () => Promise<void>
  /** Reports one alert; firing for 4 minutes more unless `ends` says otherwise (ms from now). */
  readonly report: (name: string, options?: ReportOptions) => Promise<void>
  /** Reports one alert with exactly these times. */
  readonly reportAs: (name: string, said: Said) => Promise<void>
}

type Said = Pick<ReportOptions, 'entry' | 'sender' | 'generator' | 'labels'> &
  Pick<AlertInput, 'startsAt' | 'endsAt' | 'ours' | 'levelled'>

export interface ReportOptions {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  /** Milliseconds from now. */
  readonly starts?: number
  readonly ends?: number | undefined
  readonly at?: { readonly startsAt?: number; readonly endsAt?: number }
  readonly entry?: 'direct' | 'relayed'
  readonly sender?: string
  /** The subject of the credential that it comes with; one that may only send, unless it says otherwise. */
  readonly owner?: string
  readonly mayEndOthers?: boolean
  readonly address?: string
  readonly generator?: string | undefined
  readonly product?: string
}

/** A real core on a real SQLite file, on a disk in memory, or on whatever opens, with a clock that only the test moves. */
export async function startCore(
  folder: string | MemoryDisk | { readonly open: () => Promise<Storage> },
  options: {
    readonly clock?: HandClock
    readonly rules?: Partial<AlertRules>
    readonly routing?: Routing
    readonly silencePolicy?: SilencePolicy
    readonly storage?: (real: Storage) => Storage
    readonly retention?: Partial<Retention>
    readonly run?: Pace['run']
    readonly window?: WindowLimits
  } = {},
): Promise<TestCore> {
  const clock = options.clock ?? new HandClock()
  const failed: string[] = []
  const metrics: CoreMetrics = {
    commit: () => {},
    commitFailed: () => {},
    ingested: () => {},
    limited: () => {},
    published: () => {},
    taskFailed: (task) => failed.push(task),
    takenOver: () => {},
    overtaken: () => {},
    turned: () => {},
    brokeGlass: () => {},
  }
  const real =
    typeof folder === 'string'
      ? await openSqlite(join(folder, 'watchfloor.db'), 0, true)
      : await folder.open()
  const core = await createCore({
    storage: options.storage?.(real) ?? real,
    rules: { ...DEFAULT_RULES, severities: DEFAULT_SEVERITIES, ...options.rules },
    ...(options.routing === undefined ? {} : { routing: options.routing }),
    ...(options.silencePolicy === undefined ? {} : { silencePolicy: options.silencePolicy }),
    ...(options.run === undefined ? {} : { run: options.run }),
    ...(options.window === undefined ? {} : { window: options.window }),
    clock,
    timers: clock,
    newId: () => randomUUID(),
    newEpoch: () => randomBytes(4).toString('hex'),
    metrics,
    logger: SILENT,
    retention: {
      sources: 7 * 24 * HOUR,
      cursors: 24 * HOUR,
      history: 90 * 24 * HOUR,
      history_bytes: 1e9,
      audit: 400 * 24 * HOUR,
      audit_bytes: 1e9,
      ...options.retention,
    },
  })
  const events: LoggedEvent[] = []
  core.log.subscribe((batch) => events.push(...batch))
  // A command that changes nothing is answered after everything that waited before it.
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++)
      await core.unacknowledge({ fingerprint: '0000000000000000', life: undefined, name: '-' })
  }
  const send = async (alert: AlertInput, given: ReportOptions): Promise<void> => {
    const answer = await core.ingest({
      entry: given.entry ?? 'direct',
      product: given.product ?? (given.entry === 'relayed' ? 'Alertmanager' : 'Script'),
      sender: given.sender ?? '10.0.0.1',
      ...(given.owner === undefined
        ? {}
        : {
            ...(given.address === undefined ? {} : { address: given.address }),
            owner: given.owner,
            holder: given.owner,
            mayEndOthers: given.mayEndOthers ?? false,
          }),
      alerts: [alert],
      receiver: undefined,
    })
    if (!answer.ok) throw new Error(answer.message)
  }
  return {
    core,
    clock,
    events,
    failed,
    take: () =>
      events.splice(0).map((event) => {
        const data = event.data as { alertname?: string; id?: string; component?: string }
        return `${event.type} ${data.alertname ?? data.component ?? 'silence'}`
      }),
    pass: (ms) => clock.pass(ms, settle),
    settle,
    report: async (name, given = {}) => {
      const now = clock.now()
      const ends = 'ends' in given ? given.ends : 4 * MINUTE
      const alert: AlertInput = {
        labels: { alertname: name, ...given.labels },
        annotations: given.annotations ?? {},
        startsAt: given.at?.startsAt ?? now + (given.starts ?? 0),
        endsAt: given.at?.endsAt ?? (ends === undefined ? undefined : now + ends),
        generatorURL: 'generator' in given ? given.generator : 'http://prom:9090/graph',
      }
      await send(alert, given)
    },
    reportAs: (name, { startsAt, endsAt, ours, levelled, ...given }) =>
      send(
        {
          labels: { alertname: name, ...given.labels },
          ...(levelled === undefined ? {} : { levelled }),
          annotations: {},
          startsAt,
          endsAt,
          generatorURL: given.generator,
          ...(ours === undefined ? {} : { ours }),
        },
        given,
      ),
  }
}

/** Only what is about alerts, for tests that do not care about health rows. */
export function alertsOnly(events: readonly string[]): readonly string[] {
  return events.filter((text) => text.startsWith('alert_'))
}
