import { type LabelSet, type Millis, parseTime, type ResolvedBy } from '@watchfloor/contract'
import { withReport, wordOf } from './add-report.ts'
import { isDeadManSwitch } from './dead-man-switch.ts'
import { calmedByHand, flappingOf, UNSUPPRESSED } from './flapping.ts'
import { type AlertRecord, NONE, type Report, type Reports, speaksFor, voiceOf } from './record.ts'
import type { Reporting } from './report.ts'
import type { AlertRules } from './rules.ts'
import { type SaidEnds, withBoundEnds } from './said-ends.ts'
import { levelledLabels } from './severity-of.ts'
import type { Step } from './step.ts'

/** A relay names the receiver, and may name another each time: so many are kept of an alert. */
const MOST_RECEIVERS = 64

/** What an alert's labels meet: who silences it, which time intervals mute it now, and where it goes. */
export interface Directions {
  readonly silencesOf: (labels: LabelSet) => readonly string[]
  readonly mutedBy: (labels: LabelSet) => readonly string[]
  readonly receiversOf: (labels: LabelSet) => readonly string[]
}

/** What a report meets: the rules, who silences it, and where it goes. */
export interface Surroundings extends Directions {
  readonly rules: AlertRules
  /** Receivers that the relay named; undefined when the labels say where it goes. */
  readonly named: readonly string[] | undefined
}

/**
 * Opens a life (S6): `alert_firing` when the alert is remembered, else `alert_created`. Suppression is worked out
 * before, and carried in that one event (S7).
 */
export function openLife(
  before: AlertRecord | undefined,
  { fingerprint, labels }: Pick<AlertRecord, 'fingerprint' | 'labels'>,
  report: Report,
  { key, holder, now }: Pick<Reporting, 'key' | 'holder' | 'now'>,
  around: Surroundings,
): Step {
  const { rules } = around
  const heartbeat = isDeadManSwitch(labels, rules)
  const earlier = before?.lives.filter((at) => at > now - rules.flappingWindow) ?? NONE
  const lives = earlier.length === 0 ? [now] : [...earlier, now]
  const { episode, firstLife } = flappingOf(before, lives, { now, rules, heartbeat })
  const { acknowledged, takenAs, takenBy, notes } = surviving(before, now, rules)
  // All fields, so that all alerts have one shape.
  const record: AlertRecord = {
    fingerprint,
    labels,
    levelled: report.severity === undefined ? undefined : true,
    life: '',
    status: 'firing',
    startsAt: report.startsAt,
    endsAt: undefined,
    resolvedBy: undefined,
    annotations: report.annotations,
    annotationsAt: now,
    generatorURL: report.generatorURL,
    reports: soleReport(key, report),
    lastExplicitEnd: before?.lastExplicitEnd,
    boundEnds: before?.boundEnds,
    unconfirmed: false,
    lives,
    episode,
    firstLife,
    acknowledged,
    takenAs,
    takenBy,
    notes,
    silencedBy: around.silencesOf(labels),
    inhibitedBy: NONE,
    mutedBy: around.mutedBy(labels),
    receivers: around.named ?? around.receiversOf(labels),
    opener: holder,
    heartbeat,
    sequence: before?.sequence ?? 0,
    updatedAt: now,
  }
  return {
    record,
    emit: before === undefined ? CREATED : FIRING,
    opens: true,
    durable: true,
  }
}

/** A literal with a computed name would leave the fast path at every alert. */
function soleReport(key: string, report: Report): Reports {
  const reports: Record<string, Report> = {}
  reports[key] = report
  return reports
}

const CREATED = ['alert_created'] as const
const FIRING = ['alert_firing'] as const

/**
 * A firing alert was reported again. Publishes only what S7 names: start, generator, an end of being unconfirmed,
 * and annotations of the oldest live reporter, those at most once in 5 minutes.
 */
export function refresh(
  record: AlertRecord,
  { labels }: Pick<AlertRecord, 'labels'>,
  report: Report,
  by: Pick<Reporting, 'key' | 'entry' | 'sender' | 'now'>,
  around: Surroundings,
): Step {
  const { rules } = around
  const { now } = by
  const isLevelled = record.levelled === true || report.severity !== undefined
  const told: AlertRecord = {
    ...record,
    reports: withReport(record.reports, by, report, {
      most: rules.reporters,
      longAgo: now - rules.remember,
    }),
    // Those of a level that changes follow from the one that counts.
    receivers:
      isLevelled && by.entry === 'direct'
        ? record.receivers
        : withReceivers(record.receivers, around.named ?? around.receiversOf(labels)),
    levelled: isLevelled ? true : undefined,
    updatedAt: now,
  }
  const isOtherWord = wordOf(record.reports, by, rules.reporters)?.status !== report.status
  return republish(told, now, rules, around, isOtherWord)
}

/**
 * Brings what is published of a firing alert in line with its live reports; emits nothing if they agree. A level that
 * changed takes what holds for it along: silences, mute windows and receivers (S8). `durable` where the record must be
 * on disk even then.
 */
export function republish(
  record: AlertRecord,
  now: Millis,
  rules: AlertRules,
  to: Directions,
  durable = false,
): Step {
  const voice = voiceOf(record)
  if (voice === undefined) return { record, emit: NONE, opens: false, durable }
  const startsAt = startOf(record.reports, voice)
  const labels = record.levelled ? levelledLabels(record, rules.severities) : record.labels
  const facts =
    labels !== record.labels ||
    startsAt !== record.startsAt ||
    voice.generatorURL !== record.generatorURL ||
    record.unconfirmed
  const words = !sameLabels(voice.annotations, record.annotations)
  const wordsMayGo = facts || now - record.annotationsAt >= rules.annotationInterval
  if (!facts && !(words && wordsMayGo)) return { record, emit: NONE, opens: false, durable }
  const { silencedBy, mutedBy, receivers } = labels === record.labels ? record : directed(record, labels, to)
  const updated: AlertRecord = {
    ...record,
    labels,
    startsAt,
    annotations: words ? voice.annotations : record.annotations,
    annotationsAt: words ? now : record.annotationsAt,
    generatorURL: voice.generatorURL,
    unconfirmed: false,
    silencedBy,
    mutedBy,
    receivers,
  }
  return { record: updated, emit: ['alert_updated'], opens: false, durable: true }
}

/** The earliest start of those who speak as this voice does. */
function startOf(reports: Reports, voice: Report): Millis {
  let start = Number.POSITIVE_INFINITY
  for (const key in reports) {
    const report = reports[key] as Report
    if (report.startsAt < start && speaksFor(report, voice)) start = report.startsAt
  }
  return start
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
  const { episode } = record
  const flaps = episode !== undefined && resolvedBy !== 'person'
  const { silencedBy, inhibitedBy, mutedBy } = flaps ? record : UNSUPPRESSED
  const closed: AlertRecord = {
    ...record,
    status: 'resolved',
    startsAt,
    endsAt: Math.max(endsAt, startsAt),
    resolvedBy,
    lastExplicitEnd:
      said === undefined ? record.lastExplicitEnd : Math.max(said, record.lastExplicitEnd ?? said),
    boundEnds,
    unconfirmed: false,
    lives: episode === undefined || flaps ? record.lives : NONE,
    episode: flaps ? { ...episode, changedAt: now } : undefined,
    silencedBy,
    inhibitedBy,
    mutedBy,
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
function directed(
  record: AlertRecord,
  labels: LabelSet,
  to: Directions,
): Pick<AlertRecord, 'silencedBy' | 'mutedBy' | 'receivers'> {
  const isRelayed = Object.values(record.reports).some(({ entry }) => entry === 'relayed')
  return {
    silencedBy: to.silencesOf(labels),
    mutedBy: to.mutedBy(labels),
    receivers: isRelayed ? record.receivers : to.receiversOf(labels),
  }
}

function withReceivers(known: readonly string[], given: readonly string[]): readonly string[] {
  let isKnown = true
  for (const name of given) if (!known.includes(name)) isKnown = false
  if (isKnown) return known
  return [...new Set([...known, ...given])].slice(0, Math.max(known.length, MOST_RECEIVERS))
}

function surviving(
  before: AlertRecord | undefined,
  now: Millis,
  rules: AlertRules,
): Pick<AlertRecord, 'acknowledged' | 'takenAs' | 'takenBy' | 'notes'> {
  if (before === undefined) return NOTHING_SURVIVES
  const acknowledged = survivingAcknowledgement(before, now, rules)
  // They go on with what fires again as soon as an acknowledgement does: it is one thing to whoever wrote them.
  const notes = isSameThing(before, now, rules) ? before.notes : undefined
  if (acknowledged === null) return { acknowledged, notes }
  return { acknowledged, notes, takenAs: before.takenAs, takenBy: before.takenBy }
}

const NOTHING_SURVIVES = { acknowledged: null } as const

function survivingAcknowledgement(
  before: AlertRecord,
  now: Millis,
  rules: AlertRules,
): AlertRecord['acknowledged'] {
  if (before.acknowledged === null) return null
  const { until, ends_at } = before.acknowledged
  // Its time may have come while the alert was over.
  if (until === 'time' && ends_at !== undefined && (parseTime(ends_at) ?? 0) <= now) return null
  return isSameThing(before, now, rules) ? before.acknowledged : null
}

/** What fires again so soon is what people had in hand (S9), and so is what flaps (S10). */
function isSameThing(before: AlertRecord, now: Millis, rules: AlertRules): boolean {
  return before.episode !== undefined || now - before.updatedAt <= rules.acknowledgementGrace
}

type Words = Pick<AlertRecord, 'annotations' | 'generatorURL'>

/** Most repeat themselves: then the alert's own words are kept, and memory is for alerts. */
export function saysTheSame(one: Words, other: Words): boolean {
  return one.generatorURL === other.generatorURL && sameLabels(one.annotations, other.annotations)
}

export function sameLabels(a: LabelSet, b: LabelSet): boolean {
  if (a === b) return true
  let more = 0
  for (const name in a) {
    if (a[name] !== b[name]) return false
    more++
  }
  for (const _ in b) more--
  return more === 0
}
