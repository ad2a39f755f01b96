import {
  type ActivitySlice,
  formatTime,
  type LabelSet,
  type Level,
  type LoggedEvent,
  levelRank,
  type Millis,
  type Scope,
  type Statistics,
  type Times,
} from '@watchfloor/contract'
import { sightOf } from '../../../server/src/scope/sight.ts'
import {
  type LifePlace,
  type LifeScan,
  type ScannedLives,
  scanLives,
} from '../../../server/src/storage/life-scan.ts'
import type { BoardRoom, PastEvents } from '../../../server/src/storage/storage.ts'

/** What is known of one life: when it began, was first acknowledged and by whom, and how it ended. */
export interface Life {
  readonly began_by: LoggedEvent & { readonly source: 'alert_processor' }
  readonly fingerprint: string
  readonly alertname: string
  readonly labels: LabelSet
  readonly level: Level
  readonly began: Millis
  acknowledged?: { readonly at: Millis; readonly name: string; readonly note: string | null }
  ended?: { readonly at: Millis; readonly by: string }
}

/** Lays what events say of lives into the lives, which stand by the sequence of the event that began them. */
export function takeLives(lives: Map<number, Life>, events: readonly LoggedEvent[]): void {
  for (const event of events) {
    if (event.source !== 'alert_processor') continue
    const at = timeOf(event)
    const { fingerprint, alertname, labels, level, life, acknowledged_by, resolved_by } = event.data
    const known = lives.get(Number(life.split('.')[1]))
    if (event.type === 'alert_created' || event.type === 'alert_firing')
      lives.set(event.sequence, { began_by: event, fingerprint, alertname, labels, level, began: at })
    else if (event.type === 'alert_acknowledged' && known !== undefined)
      known.acknowledged ??= { at, name: acknowledged_by?.name ?? '', note: acknowledged_by?.note ?? null }
    else if (event.type === 'alert_resolved' && known !== undefined)
      known.ended = { at, by: resolved_by ?? '' }
  }
}

/** The past of a few events and lives, worked out anew each time. */
export function memoryPast(events: () => readonly LoggedEvent[], lives: () => readonly Life[]) {
  const begun = (from: Millis, to: Millis, scope: Scope | undefined): readonly Life[] =>
    lives().filter(({ began, labels }) => began >= from && began < to && sightOf(scope).alert(labels))
  return {
    activity: (from: Millis, to: Millis, slices: number, scope?: Scope): readonly ActivitySlice[] => {
      const width = (to - from) / slices
      return Array.from({ length: slices }, (_, n) => {
        const within = begun(from, to, scope).filter(({ began }) => Math.trunc((began - from) / width) === n)
        const count = (level: Level): number => within.filter((life) => life.level === level).length
        return {
          at: formatTime(Math.round(from + n * width)),
          critical: count('critical'),
          high: count('high'),
          warning: count('warning'),
          info: count('info'),
          unset: count('unset'),
        }
      })
    },
    statistics: (from: Millis, to: Millis, scope?: Scope, offset = 0): Statistics =>
      statisticsOf(begun(from, to, scope), offset),
    lives: (scan: LifeScan): ScannedLives => {
      const { before, fingerprint } = scan
      const stored = begun(scan.from, scan.to, undefined)
        .map(storedLife)
        .filter((life) => fingerprint === undefined || life.fingerprint === fingerprint)
        .filter((life) => before === undefined || comparePlaces(life, before) < 0)
        .toSorted((a, b) => comparePlaces(b, a))
        .map(({ event, ...life }) => ({ life, event, size: JSON.stringify(event).length }))
      const { found, ...rest } = scanLives(stored, scan, () => 0)
      return { ...rest, lives: found.map(({ life }) => life) }
    },
    boardAt: (time: Millis, lingers: Millis, most: BoardRoom, scope?: Scope): PastEvents => {
      const sight = sightOf(scope)
      const earliest = events()[0]
      const before = events().filter((event) => timeOf(event) <= time)
      const present = new Set(
        lives().flatMap(({ fingerprint, began, ended }) =>
          began <= time && (ended === undefined || ended.at > time - lingers) ? [fingerprint] : [],
        ),
      )
      const last = new Map<string, LoggedEvent>()
      for (const event of before) {
        if (event.source === 'alert_processor' && present.has(event.data.fingerprint))
          last.set(`alert ${event.data.fingerprint}`, event)
        if (event.source === 'silence_manager') last.set(`silence ${event.data.id}`, event)
        if (event.source === 'health_monitor') last.set(`health ${event.data.component}`, event)
      }
      const { kept, leftOut } = worstOf([...last.values()].filter(sight.event), most)
      return {
        earliest: earliest === undefined ? undefined : timeOf(earliest),
        at: before.at(-1),
        pages: before.length === 0 ? [] : [() => kept.toSorted((a, b) => a.sequence - b.sequence)],
        leftOut,
      }
    },
  }
}

/** As many alerts as there is room for, the worst first, and how many that fire are left out. */
function worstOf(events: readonly LoggedEvent[], most: BoardRoom) {
  const rank = (event: LoggedEvent): number =>
    event.source !== 'alert_processor'
      ? -1
      : event.type === 'alert_resolved'
        ? Number.POSITIVE_INFINITY
        : levelRank(event.data.level)
  let room = most.bytes
  let alerts = 0
  const kept = events
    .toSorted((a, b) => rank(a) - rank(b))
    .filter((event) => {
      if (event.source !== 'alert_processor') return true
      room -= JSON.stringify(event.data).length
      return room >= 0 && ++alerts <= most.alerts
    })
  const gone = events.filter((event) => !kept.includes(event))
  if (gone.length === 0) return { kept, leftOut: undefined }
  const leftOut = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
  for (const event of gone) {
    if (event.source === 'alert_processor' && event.type !== 'alert_resolved') leftOut[event.data.level]++
  }
  return { kept, leftOut }
}

function comparePlaces(a: LifePlace, b: LifePlace): number {
  const byLevel = a.level < b.level ? -1 : Number(a.level > b.level)
  return a.began - b.began || byLevel || a.sequence - b.sequence
}

function storedLife({ began_by: event, fingerprint, alertname, level, labels, began, ...then }: Life) {
  const { epoch, sequence } = event
  const { acknowledged, ended } = then
  return {
    event,
    ...{ epoch, sequence, fingerprint, alertname, level, labels, began },
    acknowledged: acknowledged?.at ?? null,
    owner: acknowledged?.name ?? null,
    note: acknowledged?.note ?? null,
    ended: ended?.at ?? null,
    ended_by: ended?.by ?? null,
  }
}

function statisticsOf(lives: readonly Life[], offset: number): Statistics {
  const lasted = (some: readonly Life[]): readonly number[] =>
    some.flatMap(({ began, ended }) => (ended === undefined ? [] : [ended.at - began]))
  const sums = (some: readonly Life[]) => ({
    lives: some.length,
    acknowledged: some.filter(({ acknowledged }) => acknowledged !== undefined).length,
  })
  const after = (some: readonly Life[]): readonly number[] =>
    some.flatMap(({ began, acknowledged }) => (acknowledged === undefined ? [] : [acknowledged.at - began]))
  const firing = (some: readonly Life[]): number => some.filter(({ ended }) => ended === undefined).length
  const lost = (some: readonly Life[]): number => some.filter(({ ended }) => ended?.by === 'timeout').length
  const group = (some: readonly Life[]) => ({
    ...sums(some),
    firing: firing(some),
    lost: lost(some),
    to_acknowledge: timesOf(after(some)),
    to_resolve: timesOf(lasted(some.filter(({ ended }) => ended?.by !== 'timeout'))),
  })
  return {
    lives: lives.length,
    firing: firing(lives),
    lost: lost(lives),
    never_acknowledged: lives.filter(
      ({ acknowledged, ended }) => ended !== undefined && acknowledged === undefined,
    ).length,
    to_acknowledge: timesOf(after(lives)),
    to_resolve: timesOf(lasted(lives.filter(({ ended }) => ended?.by !== 'timeout'))),
    levels: most(lives, ({ level }) => level).map(([level, some]) => ({
      level,
      ...sums(some),
      firing: firing(some),
    })),
    owners: most(
      lives.filter(({ acknowledged }) => acknowledged !== undefined),
      ({ acknowledged }) => acknowledged?.name ?? '',
    ).map(([name, some]) => ({
      name,
      acknowledged: some.length,
      mean_ms: mean(after(some)) ?? 0,
      to_acknowledge: timesOf(after(some)),
      to_resolve: timesOf(lasted(some.filter(({ ended }) => ended?.by !== 'timeout'))),
    })),
    noisiest: most(lives, ({ alertname }) => alertname).map(([alertname, some]) => ({
      alertname,
      ...group(some),
      alerts: new Set(some.map(({ fingerprint }) => fingerprint)).size,
      mean_ms: mean(lasted(some)),
    })),
    services: most(lives, ({ labels }) => JSON.stringify(serviceOf(labels))).map(([key, some]) => ({
      ...JSON.parse(key),
      ...group(some),
      alerts: new Set(some.map(({ fingerprint }) => fingerprint)).size,
    })),
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      ...group(lives.filter(({ began }) => new Date(began + offset).getUTCHours() === hour)),
    })),
    counted_since: null,
    flapping: most(lives, ({ fingerprint }) => fingerprint)
      .filter(([, some]) => some.length >= 3)
      .map(([fingerprint, some]) => ({
        fingerprint,
        alertname: some[0]?.alertname ?? '',
        lives: some.length,
      })),
  }
}

function serviceOf({ service, job, namespace }: LabelSet) {
  if (service) return { label: 'service', value: service }
  if (job) return { label: 'job', value: job }
  return namespace ? { label: 'namespace', value: namespace } : { label: null, value: '' }
}

/** The twenty largest of the groups by key, those of one size by key. */
function most<T, K extends string>(items: readonly T[], key: (item: T) => K): readonly [K, readonly T[]][] {
  return [...Map.groupBy(items, key)]
    .toSorted(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .slice(0, 20)
}

function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): number | null => sorted[Math.ceil(part * sorted.length) - 1] ?? null
  return { count: times.length, mean_ms: mean(times), median_ms: at(0.5), p90_ms: at(0.9) }
}

function mean(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.round(times.reduce((a, b) => a + b, 0) / times.length)
}

export function isOf(event: LoggedEvent, fingerprint: string): boolean {
  return event.source === 'alert_processor' && event.data.fingerprint === fingerprint
}

export function timeOf({ timestamp }: LoggedEvent): Millis {
  return Date.parse(timestamp)
}
