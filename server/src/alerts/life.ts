import { type LabelSet, type Millis, parseTime, type ResolvedBy, smallest } from '@watchfloor/contract'
import { withReport, wordOf } from './add-report.ts'
import { isDeadManSwitch } from './dead-man-switch.ts'
import { calmedByHand, flappingOf, UNSUPPRESSED } from './flapping.ts'
import { type AlertRecord, type Report, speaksFor, voiceOf } from './record.ts'
import type { Reporting } from './report.ts'
import type { AlertRules } from './rules.ts'
import { type SaidEnds, withBoundEnds } from './said-ends.ts'
import { levelledLabels } from './severity-of.ts'
import type { Step } from './step.ts'

/** A relay names the receiver, and may name another each time: so many are kept of an alert. */
const MOST_RECEIVERS = 64

interface Opening {
  readonly fingerprint: string
  readonly labels: LabelSet
  readonly report: Report
  readonly key: string
  /** In whose budget it counts. */
  readonly holder: string
  readonly now: Millis
}

/** What an alert's labels meet: who silences it, which time intervals mute it now, and where it goes. */
export interface Directions {
  readonly silencesOf: (labels: LabelSet) => readonly string[]
  readonly mutedBy: (labels: LabelSet) => readonly string[]
  readonly receiversOf: (labels: LabelSet) => readonly string[]
}

interface Surroundings extends Directions {
  readonly rules: AlertRules
  /** Those of this report. */
  readonly receivers: readonly string[]
}

/**
 * Opens a life (S6): `alert_firing` when the alert is remembered, else `alert_created`. Suppression is worked out
 * before, and carried in that one event (S7).
 */
export function openLife(before: AlertRecord | undefined, opening: Opening, around: Surroundings): Step {
  const { labels, report, now } = opening
  const { rules } = around
  const heartbeat = isDeadManSwitch(labels, rules)
  const lives = [...(before?.lives ?? []).filter((at) => at > now - rules.flappingWindow), now]
  const record: AlertRecord = {
    fingerprint: opening.fingerprint,
    labels,
    ...(report.severity === undefined ? {} : { levelled: true as const }),
    life: '',
    status: 'firing',
    startsAt: report.startsAt,
    endsAt: undefined,
    resolvedBy: undefined,
    annotations: report.annotations,
    annotationsAt: now,
    generatorURL: report.generatorURL,
    reports: { [opening.key]: { ...report, firstAt: now } },
    lastExplicitEnd: before?.lastExplicitEnd,
    ...(before?.boundEnds === undefined ? {} : { boundEnds: before.boundEnds }),
    unconfirmed: false,
    lives,
    ...flappingOf(before, lives, { now, rules, heartbeat }),
    ...surviving(before, now, rules),
    silencedBy: around.silencesOf(labels),
    inhibitedBy: [],
    mutedBy: around.mutedBy(labels),
    receivers: around.receivers,
    opener: opening.holder,
    heartbeat,
    sequence: before?.sequence ?? 0,
    updatedAt: now,
  }
  return {
    record,
    emit: [before === undefined ? 'alert_created' : 'alert_firing'],
    opens: true,
    durable: true,
  }
}

/**
 * A firing alert was reported again. Publishes only what S7 names: start, generator, an end of being unconfirmed,
 * and annotations of the oldest live reporter, those at most once in 5 minutes.
 */
export function refresh(
  record: AlertRecord,
  report: Report,
  by: Pick<Reporting, 'key' | 'entry' | 'sender' | 'now'>,
  around: Surroundings,
): Step {
  const { rules } = around
  const { now } = by
  const isLevelled = record.levelled === true || report.severity !== undefined
  const told: AlertRecord = {
    ...record,
    reports: withReport(record.reports, by, inWordsOf(record, report), {
      most: rules.reporters,
      longAgo: now - rules.remember,
    }),
    // Those of a level that changes follow from the one that counts.
    receivers:
      isLevelled && by.entry === 'direct'
        ? record.receivers
        : withReceivers(record.receivers, around.receivers),
    ...(isLevelled ? { levelled: true as const } : {}),
    updatedAt: now,
  }
  const step = republish(told, now, rules, around)
  const sameReporter = wordOf(record.reports, by, rules.reporters)?.status === report.status
  return { ...step, durable: step.emit.length > 0 || !sameReporter }
}

/**
 * Brings what is published of a firing alert in line with its live reports; emits nothing if they agree. A level that
 * changed takes what holds for it along: silences, mute windows and receivers (S8).
 */
export function republish(record: AlertRecord, now: Millis, rules: AlertRules, to: Directions): Step {
  const voice = voiceOf(record)
  if (voice === undefined) return { record, emit: [], opens: false, durable: false }
  const joint = Object.values(record.reports).filter((report) => speaksFor(report, voice))
  const startsAt = smallest(joint.map((report) => report.startsAt))
  const labels = record.levelled ? levelledLabels(record, rules.severities) : record.labels
  const facts =
    labels !== record.labels ||
    startsAt !== record.startsAt ||
    voice.generatorURL !== record.generatorURL ||
    record.unconfirmed
  const words = !sameLabels(voice.annotations, record.annotations)
  const wordsMayGo = facts || now - record.annotationsAt >= rules.annotationInterval
  if (!facts && !(words && wordsMayGo)) return { record, emit: [], opens: false, durable: false }
  const updated: AlertRecord = {
    ...record,
    startsAt,
    generatorURL: voice.generatorURL,
    unconfirmed: false,
    ...(labels === record.labels ? {} : directed(record, labels, to)),
    ...(words ? { annotations: voice.annotations, annotationsAt: now } : {}),
  }
  return { record: updated, emit: ['alert_updated'], opens: false, durable: true }
}

/** Do its live reports say something else than what was published last, and wait for their turn (S7)? */
export function hasOtherWords(record: AlertRecord): boolean {
  if (record.unconfirmed) return false
  const voice = voiceOf(record)
  return voice !== undefined && !sameLabels(voice.annotations, record.annotations)
}

/** When a life ended. */
export interface LifeEnd extends SaidEnds {
  readonly at: Millis
}

/**
 * Ends a life. A resolve implies the end of every suppression (S7), but in an episode, which goes on: that is over when
 * it is calm, or when a person says so (S10).
 */
export function closeLife(record: AlertRecord, end: LifeEnd, resolvedBy: ResolvedBy, now: Millis): Step {
  const { at: endsAt, said } = end
  const boundEnds = withBoundEnds(record.boundEnds, end.bound)
  // A sender may name a start that is still to come; a life that ends before it has that end for its start.
  const startsAt = record.startsAt > now ? Math.min(record.startsAt, endsAt) : record.startsAt
  const { episode, ...rest } = record
  const flaps = episode !== undefined && resolvedBy !== 'person'
  const closed: AlertRecord = {
    ...rest,
    ...(flaps ? { episode: { ...episode, changedAt: now } } : UNSUPPRESSED),
    ...(episode !== undefined && !flaps && { lives: [] }),
    status: 'resolved',
    startsAt,
    endsAt: Math.max(endsAt, startsAt),
    resolvedBy,
    lastExplicitEnd:
      said === undefined ? record.lastExplicitEnd : Math.max(said, record.lastExplicitEnd ?? said),
    ...(boundEnds === undefined ? {} : { boundEnds }),
    unconfirmed: false,
    updatedAt: now,
  }
  return { record: closed, emit: ['alert_resolved'], opens: false, durable: true }
}

/** Ends an alert that goes on by a person's word; with it what flaps is over (S10). */
export function endedByHand(record: AlertRecord, now: Millis): Step {
  return record.status === 'firing'
    ? closeLife(record, { at: now }, 'person', now)
    : calmedByHand(record, now)
}

/** What a relay named stays. */
function directed(record: AlertRecord, labels: LabelSet, to: Directions): Partial<AlertRecord> {
  const isRelayed = Object.values(record.reports).some(({ entry }) => entry === 'relayed')
  return {
    labels,
    silencedBy: to.silencesOf(labels),
    mutedBy: to.mutedBy(labels),
    receivers: isRelayed ? record.receivers : to.receiversOf(labels),
  }
}

function withReceivers(known: readonly string[], given: readonly string[]): readonly string[] {
  if (given.every((name) => known.includes(name))) return known
  return [...new Set([...known, ...given])].slice(0, Math.max(known.length, MOST_RECEIVERS))
}

function surviving(
  before: AlertRecord | undefined,
  now: Millis,
  rules: AlertRules,
): Pick<AlertRecord, 'acknowledged' | 'takenAs' | 'takenBy' | 'notes'> {
  const acknowledged = survivingAcknowledgement(before, now, rules)
  const notes = survivingNotes(before, now, rules)
  if (acknowledged === null) return { acknowledged, ...notes }
  const { takenAs, takenBy } = before ?? {}
  return {
    acknowledged,
    ...notes,
    ...(takenAs !== undefined && { takenAs }),
    ...(takenBy !== undefined && { takenBy }),
  }
}

function survivingAcknowledgement(
  before: AlertRecord | undefined,
  now: Millis,
  rules: AlertRules,
): AlertRecord['acknowledged'] {
  if (before?.acknowledged == null) return null
  const { until, ends_at } = before.acknowledged
  // Its time may have come while the alert was over.
  if (until === 'time' && ends_at !== undefined && (parseTime(ends_at) ?? 0) <= now) return null
  return isSameThing(before, now, rules) ? before.acknowledged : null
}

/** They go on with what fires again as soon as an acknowledgement does: it is one thing to whoever wrote them. */
function survivingNotes(
  before: AlertRecord | undefined,
  now: Millis,
  rules: AlertRules,
): Pick<AlertRecord, 'notes'> {
  const { notes } = before ?? {}
  return before === undefined || notes === undefined || !isSameThing(before, now, rules) ? {} : { notes }
}

/** What fires again so soon is what people had in hand (S9), and so is what flaps (S10). */
function isSameThing(before: AlertRecord, now: Millis, rules: AlertRules): boolean {
  return before.episode !== undefined || now - before.updatedAt <= rules.acknowledgementGrace
}

/** The report with the alert's own words where it says the same: most repeat themselves, and memory is for alerts. */
function inWordsOf({ annotations, generatorURL }: AlertRecord, report: Report): Report {
  const isSame = report.generatorURL === generatorURL && sameLabels(report.annotations, annotations)
  return isSame ? { ...report, annotations, generatorURL } : report
}

function sameLabels(a: LabelSet, b: LabelSet): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
