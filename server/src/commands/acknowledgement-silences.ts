import {
  ACKNOWLEDGES,
  formatTime,
  isBlank,
  isGoingOn,
  type LoggedEvent,
  type MatcherData,
  type Millis,
  parseTime,
  type Silence,
} from '@watchfloor/contract'
import { type AlertRecord, isLifeOf } from '../alerts/record.ts'
import { withSeverity } from '../alerts/severity-of.ts'
import type { Stage } from '../ledger/stage.ts'
import { ACKNOWLEDGED, markOf } from '../silences/acknowledgement-mark.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import { standsUntil } from '../silences/stands-until.ts'
import { withUpstreams } from '../silences/with-upstreams.ts'
import { endSilence } from './silence-commands.ts'

/**
 * How long a silence lasts whose acknowledgement has no end of its own, and when it is made longer again: should this
 * server be gone for good, nothing stays silenced elsewhere for longer.
 */
const SPAN_MS = 2 * 3_600_000
const RENEW_MS = SPAN_MS / 2

/** Keeps acknowledgements and the silences that stand for them alike, in the transaction in which either changes (S9). */
export function followAcknowledgements(stage: Stage, around: SilenceAround, event: LoggedEvent): void {
  switch (event.type) {
    case 'alert_acknowledged':
    case 'alert_unacknowledged':
    case 'alert_firing':
    case 'alert_resolved':
    case 'alert_updated':
      return alignSilence(stage, around, event.data.fingerprint, event.data.by)
    case 'silence_deleted':
    case 'silence_expired': {
      const mark = markOf(event.data)
      if (mark === undefined) return
      const record = stage.alert(mark.fingerprint)
      // A person who ends the silence gives the alert back; the clock only makes room for a new one.
      if (event.type === 'silence_deleted' && record?.acknowledged && isLifeOf(record, mark.life)) {
        stage.applyStep({
          record: { ...record, acknowledged: null, updatedAt: stage.now },
          emit: ['alert_unacknowledged'],
          ...(event.data.by === undefined ? {} : { by: event.data.by }),
          reason: `the silence ${event.data.id} that stood for the acknowledgement was ended`,
          opens: false,
          durable: true,
        })
      }
      return alignSilence(stage, around, mark.fingerprint)
    }
    default:
  }
}

/** After a start: the setting may be another than before. */
export function mendAcknowledgements(stage: Stage, around: SilenceAround): void {
  const fingerprints = new Set(around.index.acknowledging.all())
  if (around.policy.acknowledgements)
    for (const record of stage.alerts()) if (isHeld(stage, record)) fingerprints.add(record.fingerprint)
  for (const fingerprint of fingerprints) alignSilence(stage, around, fingerprint)
}

/** Makes, changes or ends the silence of one alert's acknowledgement, so that it says what the acknowledgement says. */
export function alignSilence(stage: Stage, around: SilenceAround, fingerprint: string, by?: string): void {
  const record = stage.alert(fingerprint)
  const held =
    around.policy.acknowledgements &&
    record !== undefined &&
    isHeld(stage, record) &&
    mayStandUntil(stage, around, record) > stage.now
      ? record
      : undefined
  let present: Silence | undefined
  for (const silence of stage.silencesAmong(around.index.acknowledging.of(fingerprint))) {
    const mark = markOf(silence)
    if (silence.state === 'expired' || mark?.fingerprint !== fingerprint) continue
    if (held !== undefined && isLifeOf(held, mark.life) && present === undefined) present = silence
    else {
      const reason = 'the acknowledgement that it stood for ended'
      endSilence(stage, around.index, silence, { by: by ?? 'watchfloor', reason })
    }
  }
  if (held === undefined) return
  const described = silenceFor(stage, around, held, present)
  const wanted = present === undefined ? withUpstreams(described, around.policy) : described
  if (present === undefined) stage.putSilence('silence_created', wanted, { by: wanted.created_by })
  else if (differs(present, wanted)) {
    stage.putSilence('silence_updated', wanted, {
      reason: 'it follows the acknowledgement that it stands for',
    })
  }
}

function isHeld(stage: Stage, record: AlertRecord): boolean {
  const ack = record.acknowledged
  if (!isGoingOn(record) || record.heartbeat || ack === null) return false
  return ack.until !== 'time' || ack.ends_at === undefined || (parseTime(ack.ends_at) ?? 0) > stage.now
}

function silenceFor(
  stage: Stage,
  around: SilenceAround,
  record: AlertRecord,
  present: Silence | undefined,
): Silence {
  const ack = record.acknowledged
  if (ack === null) throw new Error('a silence for an acknowledgement that nobody made')
  const now = formatTime(stage.now)
  const left = present === undefined ? 0 : (parseTime(present.ends_at) ?? 0) - stage.now
  const rolling = left > RENEW_MS ? present?.ends_at : undefined
  const ends_at = ack.until === 'time' ? ack.ends_at : rolling
  return {
    ...present,
    id: present?.id ?? around.newId(),
    state: 'active',
    matchers: present?.matchers ?? identityOf(record).map(exactly),
    starts_at: present?.starts_at ?? now,
    ends_at: earlier(ends_at ?? formatTime(stage.now + SPAN_MS), mayStandUntil(stage, around, record)),
    updated_at: now,
    created_by: ack.name,
    comment: ack.note === undefined || isBlank(ack.note) ? ACKNOWLEDGED : `${ACKNOWLEDGED} ${ack.note}`,
    annotations: { ...present?.annotations, [ACKNOWLEDGES]: `${record.fingerprint}/${record.life}` },
  }
}

/** As far as the rules of whoever took it let it stand; the past when they do not. */
function mayStandUntil(stage: Stage, { policy }: SilenceAround, record: AlertRecord): Millis {
  const at = record.acknowledged?.at ?? ''
  const matchers = identityOf(record).map(exactly)
  const { severities } = stage
  return (
    standsUntil({ at, matchers }, record.takenBy, { rules: policy.rules, severities }) ??
    Number.NEGATIVE_INFINITY
  )
}

function earlier(time: string, limit: Millis): string {
  return (parseTime(time) ?? 0) <= limit ? time : formatTime(limit)
}

/** What stays the same while it fires. */
function identityOf({ labels, levelled }: AlertRecord): readonly [string, string][] {
  return Object.entries(levelled ? withSeverity(labels, '') : labels)
}

function differs(a: Silence, b: Silence): boolean {
  return a.ends_at !== b.ends_at || a.created_by !== b.created_by || a.comment !== b.comment
}

function exactly([name, value]: readonly [string, string]): MatcherData {
  return { name, value, is_regex: false, is_equal: true }
}

/** When such a silence has to be made longer. */
export function renewalTime(silence: Silence): number {
  return (parseTime(silence.ends_at) ?? 0) - RENEW_MS
}

/** Makes it longer, or ends it, as its acknowledgement has it. */
export function renew(stage: Stage, around: SilenceAround, silence: Silence): void {
  const mark = markOf(silence)
  if (mark !== undefined) alignSilence(stage, around, mark.fingerprint)
}
