import type { AlertRecord, Report } from '../alerts/record.ts'
import { remembered } from '../ground/remembered.ts'

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
 * The alert's JSON for the disk. A third shorter than the whole, and there are many, written often: what nearly all of
 * them have is put together here, in a quarter of the time of `JSON.stringify`. Without its words (labels and
 * annotations) it is to be completed by whoever has them. A start looks at such texts without reading them, and knows
 * the order of their fields (`unread-alerts.ts`).
 */
export function toStoredAlert(record: AlertRecord, words?: 'without words'): string {
  const { endsAt, resolvedBy, generatorURL, lastExplicitEnd, lives, opener } = record
  let reports = ''
  for (const key in record.reports)
    reports += `${reports === '' ? '' : ','}${known(key)}:${reportText(record.reports[key] as Report, record)}`
  return (
    `{"fingerprint":"${record.fingerprint}","life":"${record.life}","status":"${record.status}"` +
    (words !== undefined ? '' : field('labels', record.labels) + field('annotations', record.annotations)) +
    `,"startsAt":${record.startsAt}${endsAt === undefined ? '' : `,"endsAt":${endsAt}`}` +
    (resolvedBy === undefined ? '' : `,"resolvedBy":"${resolvedBy}"`) +
    `,"annotationsAt":${record.annotationsAt}` +
    (generatorURL === undefined ? '' : field('generatorURL', generatorURL)) +
    `,"reports":{${reports}}` +
    (lastExplicitEnd === undefined ? '' : `,"lastExplicitEnd":${lastExplicitEnd}`) +
    `${record.unconfirmed ? ',"unconfirmed":true' : ''},"lives":[${lives.length === 1 ? lives[0] : lives}]` +
    listed('silencedBy', record.silencedBy) +
    listed('inhibitedBy', record.inhibitedBy) +
    listed('mutedBy', record.mutedBy) +
    `,"receivers":[${knownList(record.receivers)}]${opener === undefined ? '' : `,"opener":${known(opener)}`}` +
    `${record.heartbeat ? ',"heartbeat":true' : ''},"sequence":${record.sequence}` +
    `,"updatedAt":${record.updatedAt}${rareText(record)}}`
  )
}

/** What few alerts have, behind a comma. */
function rareText(record: AlertRecord): string {
  const { levelled, boundEnds, episode, firstLife, acknowledged, takenAs, takenBy, notes } = record
  const rare = levelled ?? boundEnds ?? episode ?? firstLife ?? acknowledged ?? takenAs ?? takenBy ?? notes
  if (rare === undefined || rare === null) return ''
  const by = acknowledged ?? undefined
  return rest({ levelled, boundEnds, episode, firstLife, acknowledged: by, takenAs, takenBy, notes })
}

/** A report's words are left out where they are the alert's own; null is a link that it does not have. */
function reportText(report: Report, { annotations, generatorURL }: AlertRecord): string {
  const { replica, ourStart, slowEnd, severity, others, bound, owner } = report
  const rare = replica ?? ourStart ?? slowEnd ?? severity ?? others ?? bound ?? owner
  return (
    `{"entry":"${report.entry}","source":${known(report.source)},"status":"${report.status}"` +
    `,"startsAt":${report.startsAt},"endsAt":${report.endsAt},"timeout":${report.timeout}` +
    `,"firstAt":${report.firstAt},"updatedAt":${report.updatedAt}` +
    (report.annotations === annotations ? '' : field('annotations', report.annotations)) +
    (report.generatorURL === generatorURL ? '' : field('generatorURL', report.generatorURL ?? null)) +
    `${rare === undefined ? '' : rest({ replica, ourStart, slowEnd, severity, others, bound, owner })}}`
  )
}

/** Reporters, sources and receivers are few, and each of them stands in very many alerts. */
const known = remembered((text) => JSON.stringify(text))

function knownList(texts: readonly string[]): string {
  let list = ''
  for (const text of texts) list += list === '' ? known(text) : `,${known(text)}`
  return list
}

function listed(name: string, list: readonly unknown[]): string {
  return list.length === 0 ? '' : field(name, list)
}

function field(name: string, value: unknown): string {
  return `,"${name}":${JSON.stringify(value)}`
}

/** The fields of an object behind a comma; at least one of them is there. */
function rest(fields: object): string {
  return `,${JSON.stringify(fields).slice(1, -1)}`
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
