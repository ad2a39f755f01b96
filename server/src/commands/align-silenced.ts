import { isAcknowledgement, isGoingOn, type Matcher, matchesAll, type Silence } from '@watchfloor/contract'
import { type AlertRecord, NONE } from '../alerts/record.ts'
import type { Step } from '../alerts/step.ts'
import type { Spread } from '../ledger/spread.ts'
import type { Stage } from '../ledger/stage.ts'
import type { SilenceIndex } from '../silences/silence-index.ts'

/**
 * Silences that an alert lists; more of them hide it no more. Each event of an alert carries the list to every reader, so
 * that it must not grow with the number of silences.
 */
const MOST_LISTED = 64

/**
 * Tells the alerts of a silence that it hides them, or no longer does. The cause is in the log already; these are its
 * effects (S7). `matchers` are its own, where somebody has tried them.
 */
export function applyToAlerts(
  stage: Stage,
  index: SilenceIndex,
  { id }: Pick<Silence, 'id'>,
  given?: readonly Matcher[],
): void {
  /** What most of them list. */
  const alone = [id]
  stage.spread({
    key: `silence ${id}`,
    // Whether it hides or not, those that list it are asked: for neither its matchers nor their labels change.
    of: function* (now) {
      const silence = now.silence(id)
      const matchers = silence?.state === 'active' ? (given ?? index.matchersOf(silence)) : undefined
      if (matchers === undefined) return yield* now.listing(id)
      for (const { fingerprint } of now.firingFor(matchers)) yield fingerprint
    },
    effect: (now, fingerprint) => {
      const record = now.alert(fingerprint)
      if (record === undefined || !isGoingOn(record)) return
      const silence = now.silence(id)
      const hides = silence?.state === 'active' && hidesAlert(index, silence, record, given)
      const { silencedBy } = record
      if (hides === silencedBy.includes(id)) return
      if (!hides) {
        // Not what it listed besides: what took its place may not have been told yet, and nobody is to see a gap.
        setSilenced(now, record, silencesOf(now, index, record.labels))
      } else if (silencedBy.length === 0) setSilenced(now, record, alone)
      else if (silencedBy.length < MOST_LISTED)
        setSilenced(now, record, [...standing(now, silencedBy), id].sort())
    },
  })
}

/** Those that have not ended meanwhile. */
function standing(stage: Stage, ids: readonly string[]): readonly string[] {
  return ids.filter((id) => stage.silence(id)?.state === 'active')
}

function hidesAlert(
  index: SilenceIndex,
  silence: Silence,
  { labels }: AlertRecord,
  given: readonly Matcher[] | undefined,
): boolean {
  if (given === undefined) return index.matches(silence, labels)
  return !isAcknowledgement(silence) && matchesAll(given, labels)
}

/** Ids of active silences that hide these labels, in a steady order; of very many some. */
export function silencesOf(
  stage: Stage,
  index: SilenceIndex,
  labels: AlertRecord['labels'],
): readonly string[] {
  const ids: string[] = []
  for (const silence of stage.silencesAmong(index.candidates(labels))) {
    if (silence.state === 'active' && index.matches(silence, labels)) ids.push(silence.id)
    if (ids.length >= MOST_LISTED) break
  }
  return ids.length === 0 ? NONE : ids.sort()
}

/** Alerts that may not be told what silences them: what a server left that ended in the middle of a wide silence. */
export function mendSilenced(index: SilenceIndex, fingerprints: readonly string[]): Spread {
  return {
    key: 'mend silenced',
    of: fingerprints,
    effect: (stage, fingerprint) => {
      const record = stage.alert(fingerprint)
      if (record === undefined || !isGoingOn(record)) return
      const ids = silencesOf(stage, index, record.labels)
      // Of very many it is no matter which are listed.
      if (ids.length >= MOST_LISTED && record.silencedBy.length >= MOST_LISTED) return
      if (ids.join() !== record.silencedBy.join()) setSilenced(stage, record, ids)
    },
  }
}

function setSilenced(stage: Stage, record: AlertRecord, silencedBy: readonly string[]): void {
  const step: Step = {
    record: { ...record, silencedBy, updatedAt: stage.now },
    emit: silencedBy.length > 0 ? SILENCED : UNSILENCED,
    opens: false,
    durable: true,
  }
  stage.applyStep(step, record)
}

const SILENCED = ['alert_silenced'] as const
const UNSILENCED = ['alert_unsilenced'] as const
