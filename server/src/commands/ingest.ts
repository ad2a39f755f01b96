import {
  fingerprint,
  type LabelSet,
  type Level,
  levelOf,
  type Millis,
  withoutEmpty,
} from '@watchfloor/contract'
import { adopted } from '../alerts/adopted.ts'
import {
  type AlertInput,
  callerOf,
  holderOf,
  type IngestAnswer,
  type ReportBatch,
} from '../alerts/alert-input.ts'
import { budgetError, growthOf, isFullFor, textsOf, weightError } from '../alerts/budget.ts'
import { missingAfter } from '../alerts/dead-man-switch.ts'
import type { EndedReports } from '../alerts/ended-reports.ts'
import type { Surroundings } from '../alerts/life.ts'
import { type AlertRecord, originOf, type Report, reporterKey, upToPath } from '../alerts/record.ts'
import { NO_REFUSALS, RefusalTally } from '../alerts/refusals.ts'
import { partReplica, replicaText } from '../alerts/replica-labels.ts'
import type { Reporting } from '../alerts/report.ts'
import { type Outcome, reportAlert, type Said } from '../alerts/report-alert.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { withSeverity } from '../alerts/severity-of.ts'
import { sizeError } from '../alerts/size-limits.ts'
import { clipped } from '../health/clipped.ts'
import { afterMessage } from '../health/cut-short.ts'
import { withNames } from '../health/others-row.ts'
import { heard } from '../health/source-watch.ts'
import type { Stage } from '../ledger/stage.ts'
import { endUntilWorse } from './acknowledge.ts'
import { isLastMoment } from './last-moment.ts'
import { SourceRows } from './source-rows.ts'

export interface IngestAround extends Surroundings {
  readonly ended: EndedReports
  /** Life of an alert whose sender gives no end, ms. */
  readonly resolveTimeout: Millis
  /** Gaps that reach back before this time are our own outage, not the sender's interval. */
  readonly listeningSince: Millis
  /** A re-send with less than this until its deadline is written at once, ms; undefined where nobody else looks at it. */
  readonly lastMoment: Millis | undefined
  readonly onStale: () => void
  /** One was refused because there are too many. */
  readonly onFull: (level: Level, reason: string) => void
  /** Reporters or sources stand with others, or what an alert says is not taken, because there is too much. */
  readonly onCrowd: (of: 'reporters' | 'sources' | 'texts', count: number) => void
  /** May this request report an alert with these labels? */
  readonly mayReport: (labels: LabelSet) => boolean
}

/** Stages one request: every alert is judged on its own, and the valid ones are kept whatever the others are (S14). */
export function ingest(stage: Stage, batch: ReportBatch, around: IngestAround): IngestAnswer {
  const { rules } = around
  const rejected = new RefusalTally(batch.unreadable)
  const rows = new SourceRows(stage, batch, rules)
  const heardOf = new Map<string, Heard>()
  const reporterOf = reportersOf(stage, batch, around, rows, heardOf)
  // What is forced on all of a credential's alerts tells none of its replicas apart.
  const { forced } = batch
  const replicaLabels =
    forced === undefined
      ? rules.replicaLabels
      : rules.replicaLabels.filter((name) => forced[name] === undefined)
  let accepted = 0
  for (const input of batch.alerts) {
    const { labels, replica } = partReplica(input.labels, replicaLabels)
    const error = ingestOne(stage, input, labels, reporterOf(input.generatorURL, replica), around)
    if (error === undefined) accepted++
    else rejected.add(() => named(error, input, batch))
  }
  // A request of which nothing could be read still shows on its sender's row.
  const { leftOut } = batch
  if (heardOf.size === 0 && (rejected.count > 0 || (leftOut?.alerts ?? 0) > 0)) {
    heardOf.set(rows.rowOf(), {})
  }
  for (const [component, { gap, hasSlowClock, heartbeat }] of heardOf) {
    let source = rows.owned(heard(stage.source(component), component, batch.product, stage.now, gap))
    const others = rows.others.get(component)
    if (others !== undefined) source = { ...source, others: withNames(source.others, others) }
    if (hasSlowClock) source = { ...source, slowClockAt: stage.now }
    if (heartbeat !== undefined)
      source = { ...source, heartbeatAt: heartbeat.at, heartbeatWithin: heartbeat.within }
    if (leftOut !== undefined)
      source = { ...source, cutShort: afterMessage(source.cutShort, leftOut, stage.now) }
    if (rejected.count > 0)
      source = { ...source, rejected: { at: stage.now, reason: clipped(rejected.reasons[0] ?? '') } }
    stage.putSource(source)
  }
  for (const { size } of rows.others.values()) around.onCrowd('sources', size)
  return { ok: true, accepted, rejected }
}

/** In a request with several alerts a reason says whose it is. */
function named(
  error: string,
  { labels }: AlertInput,
  { alerts, unreadable = NO_REFUSALS }: ReportBatch,
): string {
  if (alerts.length + unreadable.count === 1 || Object.keys(labels).length === 0) return error
  const text = JSON.stringify(labels)
  return `${error} (${text.length > 200 ? `${text.slice(0, 200)}…` : text})`
}

/** What a request tells of one of its sources. */
interface Heard {
  /** The longest that one of its alerts had not been sent. */
  gap?: Millis
  hasSlowClock?: boolean
  /** What it said last of the pipeline heartbeat (S12): when it fired, or no time when it is over. */
  heartbeat?: { readonly at?: Millis; readonly within?: Millis }
}

/** One of a request's reporters. */
interface Reporter extends Reporting {
  /** Keys by which it was known before it had a credential, or by an earlier version. */
  readonly formerly: readonly string[]
  readonly heard: Heard
}

/** Reporters by the link of their alerts; the links of one request share few origins. */
function reportersOf(
  stage: Stage,
  batch: ReportBatch,
  { rules, resolveTimeout }: IngestAround,
  rows: SourceRows,
  heardOf: Map<string, Heard>,
): (generatorURL: string | undefined, replica: LabelSet | undefined) => Reporter {
  const known = new Map<string, Reporter>()
  let last: { readonly start: string; readonly reporter: Reporter } | undefined
  const { entry, owner } = batch
  const sender = callerOf(batch)
  const of = {
    entry,
    sender,
    holder: holderOf(batch),
    bound: batch.mayEndOthers === false ? (owner ?? batch.sender) : undefined,
    owner,
    now: stage.now,
    timeout: entry === 'relayed' ? rules.relayedTimeout : resolveTimeout,
  }
  return (generatorURL = '', replica) => {
    if (last !== undefined && replica === undefined && beginsWith(generatorURL, last.start))
      return last.reporter
    const text = replica === undefined ? undefined : replicaText(replica)
    const start = upToPath(generatorURL)
    const name = `${start ?? generatorURL}|${text ?? ''}`
    const before = known.get(name)
    if (before !== undefined) return before
    const origin = originOf(generatorURL)
    const source = rows.rowOf(origin, text)
    const heard = heardOf.get(source) ?? {}
    heardOf.set(source, heard)
    const key = reporterKey(entry, sender, origin, text)
    const formerly = formerSenders(batch).map((former) => reporterKey(entry, former, origin, text))
    const reporter = { ...of, key, source, replica, formerly, heard }
    known.set(name, reporter)
    if (start !== undefined && replica === undefined) last = { start, reporter }
    return reporter
  }
}

/** Has this URL the same origin as one that is so up to its path? */
function beginsWith(url: string, upToPath: string): boolean {
  return (
    url.startsWith(upToPath) &&
    (url.length === upToPath.length || '/?#\\'.includes(url[upToPath.length] ?? ''))
  )
}

function formerSenders({ owner, sender, address }: ReportBatch): readonly string[] {
  return owner === undefined ? [] : [sender, ...(address === undefined ? [] : [address])]
}

/** The same whether there is such an alert or not. */
const OUTSIDE_SCOPE = 'it is outside of what this credential may report'

/** Says why it is not taken; undefined when it is. `given` are its labels without those of its replica. */
function ingestOne(
  stage: Stage,
  input: AlertInput,
  given: LabelSet,
  by: Reporter,
  around: IngestAround,
): string | undefined {
  const { rules, ended } = around
  const { key } = by
  const labels = withoutEmpty(given)
  const own = input.levelled ? withSeverity(labels, '') : labels
  if (isEmpty(own)) {
    const only = by.replica === undefined ? '' : `; ${replicaText(by.replica)} only tells replicas apart`
    return `at least one label pair required${only}`
  }
  if (!around.mayReport(labels)) return OUTSIDE_SCOPE
  const tooLarge = sizeErrorOf(given === input.labels ? input : { ...input, labels: given }, rules)
  if (tooLarge !== undefined) return tooLarge
  const id = fingerprint(own)
  const present = stage.alert(id)
  const record = adopted(present, key, by.formerly)
  const known = record?.reports[key]
  const said: Said = { ...input, labels, fingerprint: id, earlier: ended.earlier(id, key, known) }
  let outcome = reportAlert(record, said, by, around)
  if (record !== undefined && growsBeyond(stage, record, outcome, rules)) {
    // It goes on, in the words that are known.
    const { annotations, generatorURL } = known ?? record
    outcome = reportAlert(record, { ...said, annotations, generatorURL }, by, around)
    around.onCrowd('texts', 1)
  }
  // That it changes nothing may be so here alone: a commit of nothing finds out whether others know more.
  if (around.lastMoment !== undefined && (outcome.kind === 'quiet' || outcome.kind === 'stale')) stage.flush()
  switch (outcome.kind) {
    case 'invalid':
      return outcome.error
    case 'stale':
      around.onStale()
      return undefined
    case 'quiet':
      remember(stage, ended, id, key, outcome.report)
      return undefined
    case 'step': {
      const { step, report, slowClock } = outcome
      const full = step.opens ? noRoomFor(stage, step.record, by.holder, rules) : undefined
      if (full !== undefined) {
        around.onFull(levelOf(labels.severity ?? '', rules.severities), full)
        return full
      }
      remember(stage, ended, id, key, report)
      const kept = stage.applyStep(step, present)
      if (!step.durable && isLastMoment(record, known, by.now, around.lastMoment)) stage.flush()
      if (kept.reports[key] === undefined) around.onCrowd('reporters', 1)
      if (step.opens) endUntilWorse(stage, kept, rules.severities)
      if (slowClock) by.heard.hasSlowClock = true
      if (kept.heartbeat)
        by.heard.heartbeat =
          report.status === 'firing' ? { at: by.now, within: missingAfter(labels, rules) } : {}
      if (record?.status === 'firing') noteGap(by, known?.updatedAt, around.listeningSince)
      return undefined
    }
  }
}

/** Judged again, it must meet what was known before. */
function remember(stage: Stage, ended: EndedReports, id: string, key: string, report: Report): void {
  if (ended.concerns(id, key, report)) stage.whenKept(() => ended.remember(id, key, report))
}

function sizeErrorOf(input: AlertInput, { sizes, budget }: AlertRules): string | undefined {
  return sizeError(input, sizes) ?? weightError(input, budget.alertBytes)
}

function noteGap({ heard, now }: Reporter, last: Millis | undefined, since: Millis): void {
  if (last !== undefined && last >= since) heard.gap = Math.max(heard.gap ?? 0, now - last)
}

function isEmpty(labels: LabelSet): boolean {
  for (const _ in labels) return false
  return true
}

/** What is there may go on and end; only what is new needs room. A heartbeat proves that alerts arrive. */
function noRoomFor(
  stage: Stage,
  record: AlertRecord,
  holder: string,
  { budget }: AlertRules,
): string | undefined {
  return record.heartbeat ? undefined : budgetError(stage.held('alerts', holder), textsOf(record), budget)
}

/** Would a known alert have more to say than there is room for? */
function growsBeyond(stage: Stage, record: AlertRecord, outcome: Outcome, { budget }: AlertRules): boolean {
  if (outcome.kind !== 'step' || outcome.step.opens || record.heartbeat) return false
  const more = growthOf(record, outcome.step.record)
  return more > 0 && isFullFor(stage.held('alerts', record.opener ?? ''), more, budget)
}
