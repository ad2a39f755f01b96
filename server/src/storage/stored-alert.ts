import type { AlertRecord, Report } from '../alerts/record.ts'

/** What most alerts have; it is written only where it differs. */
const USUAL = {
  unconfirmed: false,
  acknowledged: null,
  silencedBy: [],
  inhibitedBy: [],
  mutedBy: [],
  heartbeat: false,
} as const satisfies Partial<AlertRecord>

/** A report's words are left out where they are the alert's own; null is a link that it does not have. */
type StoredReport = Omit<Report, 'annotations' | 'generatorURL'> & {
  readonly annotations?: Report['annotations'] | undefined
  readonly generatorURL?: string | null | undefined
}

/**
 * The alert's JSON for the disk. A third shorter than the whole, and there are many, written often. Without its words
 * (labels and annotations) it is to be completed by whoever has them.
 */
export function toStoredAlert(record: AlertRecord, words?: 'without words'): string {
  const reports: Record<string, StoredReport> = {}
  for (const key in record.reports)
    putReport(reports, key, toStoredReport(record.reports[key] as Report, record))
  return JSON.stringify({
    ...record,
    labels: words === undefined ? record.labels : undefined,
    annotations: words === undefined ? record.annotations : undefined,
    reports,
    unconfirmed: record.unconfirmed || undefined,
    acknowledged: record.acknowledged ?? undefined,
    silencedBy: unlessEmpty(record.silencedBy),
    inhibitedBy: unlessEmpty(record.inhibitedBy),
    mutedBy: unlessEmpty(record.mutedBy),
    heartbeat: record.heartbeat || undefined,
  })
}

/** What such a text says; an earlier version counted the lives, and knew no episodes. */
export type StoredAlert = Partial<Omit<AlertRecord, 'reports'>> & {
  flapping?: number
  readonly reports: Record<string, { -readonly [K in keyof StoredReport]: StoredReport[K] }>
}

/** The alert of such a text, and of the whole ones that earlier versions wrote. Throws when it is no JSON. */
export function fromStoredAlert(text: string): AlertRecord {
  // Our own writing, not checked again.
  return completedAlert(JSON.parse(text) as StoredAlert)
}

/** The alert; what was read is completed in place, for nobody else has it yet. */
export function completedAlert(stored: StoredAlert): AlertRecord {
  for (const key in stored.reports) {
    const report = stored.reports[key]
    if (report === undefined) continue
    report.annotations ??= stored.annotations
    report.generatorURL =
      report.generatorURL === null ? undefined : (report.generatorURL ?? stored.generatorURL)
  }
  if (stored.flapping === undefined) return { ...USUAL, ...stored } as unknown as AlertRecord
  const { flapping, ...record } = stored
  const whole = { ...USUAL, ...record } as unknown as AlertRecord
  return { ...whole, ...episodeOf(whole, flapping) }
}

/** One that an earlier version knew to flap goes on doing so, as far as it fires. */
function episodeOf(record: AlertRecord, count: number): Pick<AlertRecord, 'episode' | 'firstLife'> {
  const { status, episode, lives, updatedAt, life } = record
  if (status !== 'firing' || episode !== undefined || count === 0) return {}
  const last = lives.at(-1) ?? updatedAt
  return { episode: { since: lives[0] ?? last, lives: count, changedAt: last }, firstLife: life }
}

function toStoredReport(report: Report, record: AlertRecord): StoredReport {
  return {
    ...report,
    annotations: report.annotations === record.annotations ? undefined : report.annotations,
    generatorURL: report.generatorURL === record.generatorURL ? undefined : (report.generatorURL ?? null),
  }
}

/** A plain object's JSON costs a third less than that of one without a prototype; `__proto__` is no key of it by itself. */
function putReport(reports: Record<string, StoredReport>, key: string, value: StoredReport): void {
  if (key !== '__proto__') reports[key] = value
  else Object.defineProperty(reports, key, { value, enumerable: true })
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}
