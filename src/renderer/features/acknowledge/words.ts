import type { Outcome, Refusal } from '@watchfloor/client'
import { type Acknowledgement, type Alert, isGoingOn, type Millis, parseTime } from '@watchfloor/contract'
import { lineOf, nameOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'
import { isPassing } from '../../../shared/refusal-words.ts'
import { serverWords } from '../../../shared/server-words.ts'
import { formatClock, formatDuration } from '../../../shared/times.ts'
import { whatOf } from '../../../shared/what-of.ts'
import type { Phrase } from '../../state/toasts.ts'
import { notDone } from './not-done.ts'
import { criticalText, partText } from './outcome-words.ts'

export interface RefusalWords {
  readonly text: readonly Phrase[]
  /** The word of the button that tries again; null where that makes no sense. */
  readonly again: string | null
}

/**
 * You have it, or so many of them, the criticals among them by name; what was done is told as it was before. `until` is
 * what was chosen, such as ` until 05:16`.
 */
export function taken(came: Outcome<Alert>, name: string, until = ''): { readonly text: readonly Phrase[] } {
  const { done, late, failed, left } = came
  const [only] = done
  if (late.length + failed.length + left.length > 0) return { text: [partText('Acknowledged', came)] }
  if (done.length === 1 && only !== undefined) {
    const what = { strong: nameOf(only) }
    const owner = only.acknowledged_by?.name
    if (owner === name && until === '') return { text: ['You are still on ', what, '.'] }
    const from = owner === undefined || owner === name ? '' : `, from ${lineOf(owner)}`
    return { text: ['You have ', what, `${until}${from}.`] }
  }
  return { text: [`You have ${plural(done.length, 'alert')}${criticalText(done)}${until}.`] }
}

/** Why what was done to it, and to others, cannot be taken back. */
export function standsOtherwise(alert: Alert, isSameLife: boolean, count: number): readonly Phrase[] {
  if (count > 1) return ['none of them stands as you left it.']
  const what = { strong: nameOf(alert) }
  if (!isSameLife) return [what, ' has resolved since.']
  const owner = alert.acknowledged_by?.name
  return owner === undefined ? ['nobody has ', what, ' any more.'] : [`${lineOf(owner)} has `, what, ' now.']
}

/** Within this time of each other two people acted at once. */
const AT_ONCE_MS = 10_000

/** Nothing was left to take: who has it, or that it has ended. `isClose`: they were first by a moment. */
export function alreadyHeld(
  alerts: readonly Alert[],
  me: string | null,
  pressed: Millis,
): { readonly text: readonly Phrase[]; readonly isClose?: boolean } {
  const [first] = alerts
  if (first === undefined) return { text: ['No alert is selected.'] }
  const what = { strong: nameOf(first) }
  const holder = first.acknowledged_by
  if (holder === null) return { text: [what, ' has already resolved.'] }
  if (holder.name === me) return { text: ['You already have ', what, '.'] }
  const isClose = Math.abs(pressed - (parseTime(holder.at) ?? 0)) < AT_ONCE_MS
  if (isClose) return { text: [firstBy(holder, pressed)], isClose }
  return { text: [`${lineOf(holder.name)} has `, what, '.'] }
}

/** Somebody was quicker. */
function firstBy({ name, at }: Acknowledgement, pressed: Millis): string {
  const before = formatDuration(Math.max(1000, pressed - (parseTime(at) ?? pressed)))
  return `${lineOf(name)} acknowledged this ${before} before you.`
}

/** Why an acknowledgement was not used, and what to do. */
export function refused(
  alert: Alert,
  refusal: Refusal,
  count: number,
  moment: { readonly pressed: Millis; readonly now: Millis; readonly name: string },
): RefusalWords {
  if (refusal.reason === 'conflict') return conflict(alert, refusal, moment)
  const what = { strong: count === 1 ? nameOf(alert) : plural(count, 'alert') }
  const asked = { done: 'acknowledged', what, whether: ['you have ', what] }
  return { text: notDone(asked, refusal), again: isPassing(refusal.reason) ? 'Try again' : null }
}

function conflict(
  alert: Alert,
  refusal: Refusal,
  { pressed, now, name }: { readonly pressed: Millis; readonly now: Millis; readonly name: string },
): RefusalWords {
  const holder = alert.acknowledged_by
  if (holder !== null && holder.name !== name) {
    return { text: [firstBy(holder, pressed)], again: null }
  }
  const ended = alert.ends_at === undefined ? undefined : parseTime(alert.ends_at)
  if (!isGoingOn(alert) && ended !== undefined) {
    const text = `Your acknowledgement of ${formatClock(pressed)} was not used: the alert resolved at ${formatClock(ended)}.`
    return { text: [text], again: null }
  }
  const text = `Your acknowledgement of ${formatClock(pressed)} was not used: ${serverWords(refusal.message, now)}.`
  return { text: [text], again: 'Acknowledge now' }
}

/** Given back, or how many of them, or why not. */
export function givenBack(came: Outcome<Alert>): {
  readonly kind: 'result' | 'error'
  readonly text: readonly Phrase[]
} {
  const { done, late, failed, left } = came
  if (late.length + failed.length + left.length === 0) {
    const nobody = done.length === 1 ? 'it' : 'them'
    return { kind: 'result', text: ['Given back: ', { strong: whatOf(done) }, `. Nobody has ${nobody}.`] }
  }
  const [refused] = failed.length > 0 ? failed : late
  const isPart = done.length > 0 || failed.length === 0
  if (refused === undefined || (isPart && done.length + late.length > 1)) {
    const kind = failed.length > 0 ? 'error' : 'result'
    return { kind, text: [partText('Given back', came)] }
  }
  const what = { strong: whatOf([...failed, ...late].map(({ alert }) => alert)) }
  return { kind: 'error', text: ['Not given back: ', what, `. ${serverWords(refused.refusal.message)}.`] }
}

export function nothingToGiveBack(alerts: readonly Alert[]): readonly Phrase[] {
  const [first] = alerts
  if (first === undefined) return ['No alert is selected.']
  const owner = first.acknowledged_by?.name
  if (owner === undefined) return ['Nobody has ', { strong: nameOf(first) }, '.']
  return [`${lineOf(owner)} has `, { strong: nameOf(first) }, '.']
}
