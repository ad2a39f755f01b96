import type { LabelSet } from '@watchfloor/contract'
import type { AlertRecord, Report } from './record.ts'

/** What somebody holds of one kind: how many, and about how many bytes their texts are. */
export interface Holding {
  readonly count: number
  readonly bytes: number
}

/** What is held of one kind, in all and of one sender. */
export interface Held {
  readonly all: Holding
  readonly ofSender: Holding
}

/** How much may be held, of one sender and of all. Beyond it nothing new is taken; what is there goes on. */
export interface Budget extends Held {
  /** Bytes of one alert in all: its labels, annotations and link. */
  readonly alertBytes: number
  /** Resolved alerts that are remembered; of more, the oldest are forgotten before their time. */
  readonly remembered: number
}

export const DEFAULT_BUDGET: Budget = {
  alertBytes: 65_536,
  all: { count: 200_000, bytes: 500_000_000 },
  ofSender: { count: 150_000, bytes: 350_000_000 },
  remembered: 200_000,
}

/** The room that a text takes in memory is no more than this for each of its UTF-16 units. */
const MOST_BYTES_PER_UNIT = 3

/** About how many bytes the texts of an alert are: exact for ASCII, at most a third of the truth for the rest. */
export function bytesOf(labels: LabelSet, annotations: LabelSet): number {
  return lengthOf(labels) + lengthOf(annotations)
}

/** The same of all that is kept of an alert: its own texts, and those in which its reporters differ from it. */
export function textsOf(
  record: Pick<AlertRecord, 'labels' | 'annotations' | 'generatorURL' | 'reports'>,
): number {
  const { labels, annotations, generatorURL = '' } = record
  return bytesOf(labels, annotations) + generatorURL.length + reportersTexts(record)
}

/** Those of the reporters alone. */
export function reportersTexts({
  annotations,
  generatorURL,
  reports,
}: Pick<AlertRecord, 'annotations' | 'generatorURL' | 'reports'>): number {
  let length = 0
  for (const key in reports) {
    const report = reports[key] as Report
    if (report.annotations !== annotations) length += lengthOf(report.annotations)
    if (report.generatorURL !== generatorURL) length += report.generatorURL?.length ?? 0
  }
  return length
}

/** How much more there is of an alert after a report than before it. Mostly only its deadline has moved. */
export function growthOf(before: AlertRecord, after: AlertRecord): number {
  const isSame = before.annotations === after.annotations && before.generatorURL === after.generatorURL
  return isSame ? reportersTexts(after) - reportersTexts(before) : textsOf(after) - textsOf(before)
}

/** What is too large about an alert as a whole, and by which setting; undefined when nothing is. */
export function weightError(
  input: {
    readonly labels: LabelSet
    readonly annotations: LabelSet
    readonly generatorURL: string | undefined
  },
  most: number,
): string | undefined {
  const { labels, annotations, generatorURL = '' } = input
  if ((bytesOf(labels, annotations) + generatorURL.length) * MOST_BYTES_PER_UNIT <= most) return undefined
  const bytes = exactBytes(labels) + exactBytes(annotations) + Buffer.byteLength(generatorURL)
  return bytes <= most
    ? undefined
    : `the alert has ${bytes} bytes in all, and ${most} are allowed (limits.alert_bytes)`
}

/** Why an alert that is new cannot be taken; undefined when it can. `bytes` are its own. */
export function budgetError(held: Held, bytes: number, { all, ofSender }: Budget): string | undefined {
  if (held.all.count >= all.count) return full('this server', `${all.count} alerts that fire`, 'alerts')
  if (held.ofSender.count >= ofSender.count)
    return full('this sender', `${ofSender.count} alerts that fire`, 'alerts_per_sender')
  if (held.all.bytes + bytes > all.bytes)
    return full('this server', `${all.bytes} bytes of alerts that fire`, 'state_bytes')
  if (held.ofSender.bytes + bytes > ofSender.bytes)
    return full('this sender', `${ofSender.bytes} bytes of alerts that fire`, 'state_bytes_per_sender')
  return undefined
}

/** Is there no room for what a known alert would have more to say? `more` is in bytes. */
export function isFullFor(held: Held, more: number, { all, ofSender }: Budget): boolean {
  return held.all.bytes + more > all.bytes || held.ofSender.bytes + more > ofSender.bytes
}

function full(who: string, what: string, setting: string): string {
  return `${who} has ${what}, as many as may be (limits.${setting}): no new one is taken until some have ended`
}

function lengthOf(set: LabelSet): number {
  let length = 0
  for (const name in set) length += name.length + (set[name] as string).length
  return length
}

function exactBytes(set: LabelSet): number {
  let bytes = 0
  for (const name in set) bytes += Buffer.byteLength(name) + Buffer.byteLength(set[name] as string)
  return bytes
}
