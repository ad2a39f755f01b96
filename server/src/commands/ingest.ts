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
import { type AlertRecord, originOf, reporterKey } from '../alerts/record.ts'
import { NO_REFUSALS, RefusalTally } from '../alerts/refusals.ts'
import { partReplica, replicaText } from '../alerts/replica-labels.ts'
import { type Outcome, reportAlert } from '../alerts/report-alert.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { withSeverity } from '../alerts/severity-of.ts'
import { sizeError } from '../alerts/size-limits.ts'
import { clipped } from '../health/clipped.ts'
import { afterMessage } from '../health/cut-short.ts'
import { withNames } from '../health/others-row.ts'
import { heard } from '../health/source-watch.ts'
import type { Stage } from '../ledger/stage.ts'
import { sightOf } from '../scope/sight.ts'
import { endUntilWorse } from './acknowledge.ts'
import { SourceRows } from './source-rows.ts'

export interface IngestAround {
  readonly rules: AlertRules
  readonly silencesOf: (labels: LabelSet) => readonly string[]
  readonly mutedBy: (labels: LabelSet) => readonly string[]
  /** Of an alert that came without a receiver. */
  readonly receiversOf: (labels: LabelSet) => readonly string[]
  readonly ended: EndedReports
  /** Life of an alert whose sender gives no end, ms. */
  readonly resolveTimeout: Millis
  /** Gaps that reach back before this time are our own outage, not the sender's interval. */
  readonly listeningSince: Millis
  readonly onStale: () => void
  /** One was refused because there are too many. */
  readonly onFull: (level: Level, reason: string) => void
  /** Reporters or sources stand with others, or what an alert says is not taken, because there is too much. */
  readonly onCrowd: (of: 'reporters' | 'sources' | 'texts', count: number) => void
}

/** Stages one request: every alert is judged on its own, and the valid ones are kept whatever the others are (S14). */
export function ingest(stage: Stage, batch: ReportBatch, around: IngestAround): IngestAnswer {
  const rejected = new RefusalTally(batch.unreadable)
  const gaps = new Map<string, number | undefined>()
  const slow = new Set<string>()
  const heartbeats = new Map<string, { readonly at: Millis; readonly within: Millis } | undefined>()
  const rows = new SourceRows(stage, batch, around.rules)
  const reporterOf = reportersOf(batch, rows)
  // What is forced on all of a credential's alerts tells none of its replicas apart.
  const replicaLabels = around.rules.replicaLabels.filter((name) => batch.forced?.[name] === undefined)
  const mayReport = sightOf(batch.scope).alert
  let accepted = 0
  for (const input of batch.alerts) {
    const { labels, replica } = partReplica(input.labels, replicaLabels)
    const reporter = reporterOf(input.generatorURL, replica)
    const { component } = reporter
    if (!gaps.has(component)) gaps.set(component, undefined)
    const result = ingestOne(stage, batch, labels === input.labels ? input : { ...input, labels }, reporter, {
      ...around,
      mayReport,
    })
    const { error } = result
    if (error !== undefined) rejected.add(() => named(error, input, batch))
    else accepted++
    if (result.slowClock) slow.add(component)
    if (result.heartbeat !== undefined)
      heartbeats.set(
        component,
        result.heartbeat === 'firing'
          ? { at: stage.now, within: missingAfter(labels, around.rules) }
          : undefined,
      )
    if (result.gap !== undefined) gaps.set(component, Math.max(gaps.get(component) ?? 0, result.gap))
  }
  // A request of which nothing could be read still shows on its sender's row.
  const { leftOut } = batch
  if (gaps.size === 0 && (rejected.count > 0 || (leftOut?.alerts ?? 0) > 0)) {
    gaps.set(rows.rowOf(), undefined)
  }
  for (const [component, gap] of gaps) {
    const source = rows.owned(heard(stage.source(component), component, batch.product, stage.now, gap))
    const others = rows.others.get(component)
    stage.putSource({
      ...source,
      ...(others === undefined ? {} : { others: withNames(source.others, others) }),
      ...(slow.has(component) ? { slowClockAt: stage.now } : {}),
      ...(heartbeats.has(component)
        ? {
            heartbeatAt: heartbeats.get(component)?.at,
            heartbeatWithin: heartbeats.get(component)?.within,
          }
        : {}),
      ...(leftOut === undefined ? {} : { cutShort: afterMessage(source.cutShort, leftOut, stage.now) }),
      ...(rejected.count > 0
        ? { rejected: { at: stage.now, reason: clipped(rejected.reasons[0] ?? '') } }
        : {}),
    })
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

interface ReporterNames {
  readonly key: string
  /** Keys by which it was known before it had a credential, or by an earlier version. */
  readonly formerly: readonly string[]
  /** Name of its source's health row. */
  readonly component: string
  readonly replica: LabelSet | undefined
}

/** Everything of a URL that decides its origin. */
const UP_TO_PATH = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*/i

/** Names of reporters by the link of their alerts; the links of one request share few origins. */
function reportersOf(
  batch: ReportBatch,
  rows: SourceRows,
): (generatorURL: string | undefined, replica: LabelSet | undefined) => ReporterNames {
  const known = new Map<string, ReporterNames>()
  return (generatorURL = '', replica) => {
    const text = replica === undefined ? undefined : replicaText(replica)
    const start = `${UP_TO_PATH.exec(generatorURL)?.[0] ?? generatorURL}|${text ?? ''}`
    const names = known.get(start)
    if (names !== undefined) return names
    const origin = originOf(generatorURL)
    const found = {
      key: reporterKey(batch.entry, callerOf(batch), origin, text),
      formerly: formerSenders(batch).map((sender) => reporterKey(batch.entry, sender, origin, text)),
      component: rows.rowOf(origin, text),
      replica,
    }
    known.set(start, found)
    return found
  }
}

function formerSenders({ owner, sender, address }: ReportBatch): readonly string[] {
  return owner === undefined ? [] : [sender, ...(address === undefined ? [] : [address])]
}

/** The same whether there is such an alert or not. */
const OUTSIDE_SCOPE = 'it is outside of what this credential may report'

interface OneResult {
  readonly error?: string
  readonly slowClock?: boolean
  readonly gap?: number
  /** What it said of the pipeline heartbeat (S12). */
  readonly heartbeat?: 'firing' | 'resolved'
}

function ingestOne(
  stage: Stage,
  batch: ReportBatch,
  input: AlertInput,
  { key, formerly, component, replica }: ReporterNames,
  around: IngestAround & { readonly mayReport: (labels: LabelSet) => boolean },
): OneResult {
  const { rules } = around
  const labels = withoutEmpty(input.labels)
  if (Object.keys(input.levelled ? withSeverity(labels, '') : labels).length === 0) {
    const only = replica === undefined ? '' : `; ${replicaText(replica)} only tells replicas apart`
    return { error: `at least one label pair required${only}` }
  }
  if (!around.mayReport(labels)) return { error: OUTSIDE_SCOPE }
  const tooLarge = sizeError(input, rules.sizes) ?? weightError(input, rules.budget.alertBytes)
  if (tooLarge !== undefined) return { error: tooLarge }
  const id = fingerprint(input.levelled ? withSeverity(labels, '') : labels)
  const record = adopted(stage.alert(id), key, formerly)
  const known = record?.reports[key]
  const timeout = batch.entry === 'relayed' ? rules.relayedTimeout : around.resolveTimeout
  const told = (words: Pick<AlertInput, 'annotations' | 'generatorURL'>): Outcome =>
    reportAlert(
      record,
      { ...input, ...words, labels },
      {
        fingerprint: id,
        entry: batch.entry,
        key,
        sender: callerOf(batch),
        holder: holderOf(batch),
        bound: batch.mayEndOthers === false ? (batch.owner ?? batch.sender) : undefined,
        owner: batch.owner,
        source: component,
        replica,
        now: stage.now,
        timeout,
      },
      {
        rules,
        silencesOf: around.silencesOf,
        mutedBy: around.mutedBy,
        receiversOf: around.receiversOf,
        receivers: batch.receiver === undefined ? around.receiversOf(labels) : [batch.receiver],
        earlier: around.ended.earlier(id, key, known),
      },
    )
  let outcome = told(input)
  if (record !== undefined && growsBeyond(stage, record, outcome, rules)) {
    // It goes on, in the words that are known.
    outcome = told(known ?? record)
    around.onCrowd('texts', 1)
  }
  switch (outcome.kind) {
    case 'invalid':
      return { error: outcome.error }
    case 'stale':
      around.onStale()
      return {}
    case 'quiet':
      around.ended.remember(id, key, outcome.report)
      return {}
    case 'step': {
      const full = outcome.step.opens
        ? noRoomFor(stage, outcome.step.record, holderOf(batch), rules)
        : undefined
      if (full !== undefined) {
        around.onFull(levelOf(labels.severity ?? '', rules.severities), full)
        return { error: full }
      }
      around.ended.remember(id, key, outcome.report)
      const kept = stage.applyStep(outcome.step)
      if (kept.reports[key] === undefined) around.onCrowd('reporters', 1)
      if (outcome.step.opens) endUntilWorse(stage, kept, rules.severities)
      return {
        slowClock: outcome.slowClock,
        ...(kept.heartbeat ? { heartbeat: outcome.report.status === 'firing' ? 'firing' : 'resolved' } : {}),
        ...gapOf(record, known?.updatedAt, stage.now, around.listeningSince),
      }
    }
  }
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

function gapOf(
  record: AlertRecord | undefined,
  last: Millis | undefined,
  now: Millis,
  since: Millis,
): { readonly gap?: number } {
  if (record?.status !== 'firing' || last === undefined || last < since) return {}
  return { gap: now - last }
}
