import type { LabelSet, Millis } from '@watchfloor/contract'
import type { AlertInput, Entry } from './alert-input.ts'
import type { Report } from './record.ts'

/** Who reports, and when. */
export interface Reporting {
  readonly entry: Entry
  readonly key: string
  /** The credential, else the remote address. */
  readonly sender: string
  /** In whose budget it counts. */
  readonly holder: string
  /** The credential that its words are bound to (S3); undefined when they hold for all. */
  readonly bound: string | undefined
  /** The credential that they came with. */
  readonly owner: string | undefined
  readonly source: string
  /** The replica labels that it came with (S1). */
  readonly replica?: LabelSet | undefined
  readonly now: Millis
  /** Deadline of a firing report that names none. */
  readonly timeout: Millis
}

/**
 * Completes what a sender left out, by Alertmanager's rules: no start is now, or the end when one was given;
 * no end is now + timeout. Relayed firing reports never end by themselves before the relay's own timeout,
 * because a webhook does not say when the sender would give up. `words` say what its own do.
 */
export function toReport(
  input: AlertInput,
  by: Reporting,
  words: Pick<AlertInput, 'annotations' | 'generatorURL'> = input,
): Report {
  const ended = input.endsAt !== undefined && input.endsAt <= by.now
  const ownDeadline = input.endsAt === undefined || (by.entry === 'relayed' && !ended)
  const ownStart = input.ours?.start ?? (input.startsAt === undefined && input.endsAt === undefined)
  // All fields, so that all reports have one shape.
  return {
    entry: by.entry,
    source: by.source,
    replica: by.replica,
    status: ended ? 'ended' : 'firing',
    startsAt: input.startsAt ?? input.endsAt ?? by.now,
    ourStart: ownStart ? true : undefined,
    endsAt: ownDeadline ? by.now + by.timeout : (input.endsAt as Millis),
    slowEnd: undefined,
    timeout: ownDeadline || input.ours?.end === true,
    firstAt: by.now,
    updatedAt: by.now,
    annotations: words.annotations,
    generatorURL: words.generatorURL,
    severity: input.levelled ? (input.labels.severity ?? '') : undefined,
    others: undefined,
    bound: by.bound,
    owner: by.bound === undefined ? by.owner : undefined,
  }
}

/**
 * Alertmanager's merge of one reporter's older and younger word (its `Alert.Merge` and the overlap test of its
 * provider): only overlapping activity merges, otherwise the younger replaces the older.
 */
export function mergeReports(older: Report | undefined, younger: Report): Report {
  if (older === undefined) return younger
  const inside = (time: Millis): boolean => time > older.startsAt && time < older.endsAt
  const firstAt = older.firstAt
  if (!inside(younger.endsAt) && !inside(younger.startsAt)) {
    // An end that says nothing of the start leaves the one that was given.
    const keepsStart = younger.status === 'ended' && younger.ourStart && !older.ourStart
    const { startsAt, ourStart } = keepsStart ? older : younger
    return { ...younger, startsAt, ourStart, firstAt }
  }
  const { startsAt, ourStart } = earlierStart(older, younger)
  const keepsLaterEnd =
    older.endsAt > younger.endsAt &&
    // Whether the end is a default is the younger's word, even where the end is the older's.
    (younger.status === 'ended' ? older.status === 'ended' : older.status === 'firing' && !older.timeout)
  return { ...younger, startsAt, ourStart, firstAt, endsAt: keepsLaterEnd ? older.endsAt : younger.endsAt }
}

type Start = Pick<Report, 'startsAt' | 'ourStart'>

/** The earlier of two starts, and by whose clock it is. */
export function earlierStart(one: Start, other: Start): Start {
  if (one.startsAt !== other.startsAt) return one.startsAt < other.startsAt ? one : other
  return one.ourStart ? other : one
}

export function withStart(report: Report, { startsAt, ourStart }: Start): Report {
  return { ...report, startsAt, ourStart }
}

/**
 * Does this report come from a sender whose clock is slow (S11)? It arrives already ended, as its predecessor
 * did, with the same start and a later end. A real resolve repeats its end. A webhook says in words that an alert has
 * resolved, so nothing is read into its times.
 */
export function hasSlowClock(
  earlier: Pick<Report, 'status' | 'startsAt' | 'endsAt'> | undefined,
  report: Report,
): boolean {
  return (
    report.entry === 'direct' &&
    report.status === 'ended' &&
    earlier?.status === 'ended' &&
    earlier.startsAt === report.startsAt &&
    earlier.endsAt < report.endsAt
  )
}
