import { smallest } from '@watchfloor/contract'
import { placeOf } from './add-report.ts'
import type { AlertInput } from './alert-input.ts'
import {
  closeLife,
  type LifeEnd,
  openLife,
  refresh,
  republish,
  type Surroundings,
  saysTheSame,
} from './life.ts'
import type { AlertRecord, Report } from './record.ts'
import { voiceOf } from './record.ts'
import { hasSlowClock, mergeReports, type Reporting, toReport } from './report.ts'
import { saidEnds } from './said-ends.ts'
import type { Step } from './step.ts'

/** What came of one report. `quiet` changed nothing that anybody needs to hear of. */
export type Outcome =
  | { readonly kind: 'step'; readonly step: Step; readonly slowClock: boolean; readonly report: Report }
  | { readonly kind: 'quiet'; readonly report: Report }
  | { readonly kind: 'stale' }
  | { readonly kind: 'invalid'; readonly error: string }

/** What is said of one alert. */
export interface Said extends AlertInput {
  /** Of its labels, the empty ones left out. */
  readonly fingerprint: string
  /** The reporter's previous word, also about an alert that is not known (S11). */
  readonly earlier: Pick<Report, 'status' | 'startsAt' | 'endsAt'> | undefined
}

/**
 * Judges one report of one alert by S1 to S3, S7 and S11. `record` is what is known of the alert, in its
 * present life or a remembered one.
 */
export function reportAlert(
  record: AlertRecord | undefined,
  said: Said,
  by: Reporting,
  around: Surroundings,
): Outcome {
  let report = toReport(said, by, record !== undefined && saysTheSame(record, said) ? record : said)
  if (report.endsAt < report.startsAt) {
    return { kind: 'invalid', error: 'start time must be before end time' }
  }
  const slowClock = hasSlowClock(said.earlier, report)
  if (slowClock) {
    report = {
      ...report,
      status: 'firing',
      endsAt: by.now + by.timeout,
      timeout: true,
      slowEnd: report.endsAt,
    }
  }

  if (report.status === 'ended') return resolve(record, report, by, around)
  if (isStaleRelay(record, report)) return { kind: 'stale' }

  const step =
    record?.status === 'firing'
      ? refresh(record, said, report, by, around)
      : openLife(record, said, report, by, around)
  return { kind: 'step', step, slowClock, report }
}

function resolve(
  record: AlertRecord | undefined,
  report: Report,
  by: Reporting,
  around: Surroundings,
): Outcome {
  const { rules } = around
  if (record === undefined || record.status === 'resolved') return { kind: 'quiet', report }
  const place = placeOf(record.reports, by, rules.reporters)
  const mine = record.reports[place]
  if (isOldEnd(record, mine, report)) return { kind: 'stale' }
  const direct = by.entry === 'direct'
  if (mine === undefined && !direct) return { kind: 'quiet', report }
  if (mine === undefined && by.bound !== undefined) return { kind: 'stale' }

  // One of several that stand together does not speak for the rest: they end by their deadline.
  const word = mine?.others ? { ...mine, updatedAt: by.now } : mergeReports(mine, report)
  const told: AlertRecord = {
    ...record,
    reports: { ...record.reports, [place]: word },
    updatedAt: by.now,
  }
  // Somebody who never reported this life (a person with amtool) ends it for all.
  const forAll = direct && mine === undefined
  if (!forAll && voiceOf(told) !== undefined) {
    // Those who still say that it fires speak for it from now on (S7).
    const step = republish(told, by.now, rules, around, true)
    return { kind: 'step', step, slowClock: false, report }
  }
  const step = closeLife(told, endOf(told, report), direct ? 'sender' : 'webhook', by.now)
  return { kind: 'step', step, slowClock: false, report }
}

/**
 * Is this the end of an earlier life (S3)? A sender's time is compared with senders' times only, its own before those
 * of others: what our clock gave says nothing about theirs, and so a script whose clock is slow still ends what it
 * reported. A start that lay in the future when it was given says nothing of when the life began.
 */
function isOldEnd(record: AlertRecord, mine: Report | undefined, { endsAt, timeout }: Report): boolean {
  if (timeout) return false
  if (mine !== undefined && !mine.others) return hasComparableStart(mine) && endsAt < mine.startsAt
  const starts = Object.values(record.reports).filter(hasComparableStart)
  if (starts.length > 0 && endsAt < smallest(starts.map(({ startsAt }) => startsAt))) return true
  // A stranger that repeats what it said of the life before.
  return record.lastExplicitEnd !== undefined && endsAt <= record.lastExplicitEnd
}

function hasComparableStart({ ourStart, startsAt, firstAt }: Report): boolean {
  return !ourStart && startsAt <= firstAt
}

/**
 * When the life ended, and what a relay must be newer than. An end before a start that our clock gave is by a clock
 * that is slow: then it is over now.
 */
function endOf(told: AlertRecord, report: Report): LifeEnd {
  const { endsAt, updatedAt: now } = report
  const isSlow = endsAt < told.startsAt && told.startsAt <= now
  const { said, bound } = saidEnds(told, report)
  return { at: isSlow ? now : endsAt, said, bound }
}

/** A relay repeats what it last heard: a start that is not after the last explicit end is old news (S3). */
function isStaleRelay(record: AlertRecord | undefined, report: Report): boolean {
  if (record === undefined || report.entry !== 'relayed' || report.ourStart) return false
  const { lastExplicitEnd: end, boundEnds } = record
  const ownEnd = boundEnds?.[report.bound ?? '']
  return (end !== undefined && report.startsAt <= end) || (ownEnd !== undefined && report.startsAt <= ownEnd)
}
