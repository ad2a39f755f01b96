import { type DurableEvent, formatTime, type Millis, parseTime } from '@watchfloor/contract'
import { type Answers, FAITHFUL, SILENT, type Word } from './answers.ts'
import { eventOf, type KeptLog } from './kept-log.ts'

type AlertEvent = Extract<DurableEvent, { source: 'alert_processor' }>

/** When an answer may have been lost since: the tail of a standby that did not have it. Wall clock. */
export interface LostSpan {
  readonly from: Millis
  readonly to: Millis
}

export interface Judged {
  readonly flaws: readonly string[]
  /** Answered, and not in the log, where that can be. */
  readonly lost: number
}

/** Clocks are of one machine; an event is stamped a moment before it is committed. */
const SLACK: Millis = 250

/**
 * Whether all that was answered is in the log, and nothing twice: one alert, and one life, for whatever was said three
 * times over; no end that nobody said; one end, and not more, where a time was up.
 */
export function judgeAnswers({ words, acts }: Answers, log: KeptLog, span?: LostSpan): Judged {
  const flaws: string[] = []
  let lost = 0
  const mayBeLost = ({ settled }: { readonly settled: Millis }): boolean =>
    span !== undefined && settled >= span.from && settled <= span.to
  const missing = (said: { readonly settled: Millis }, what: string): void => {
    if (mayBeLost(said)) lost++
    else flaws.push(what)
  }

  const events = log.events.map(eventOf)
  const ofAlerts = Map.groupBy(
    events.filter((event): event is AlertEvent => event.source === 'alert_processor'),
    ({ data }) => data.alertname,
  )
  for (const [alertname, said] of Map.groupBy(words, (word) => word.alertname)) {
    const own = ofAlerts.get(alertname) ?? []
    // What was taken only when its time was up has never begun.
    const kept = said.filter((word) => word.isKept && word.says === 'fires' && !isLate(word))
    const [first] = kept
    if (own.length === 0 && first !== undefined) {
      const certain = kept.find((word) => !mayBeLost(word)) ?? first
      missing(certain, `${alertname} was answered and is not in the log`)
      continue
    }
    const isPartlyLost = said.some(mayBeLost)
    for (const flaw of flawsOfLives(own, said, isPartlyLost)) flaws.push(`${alertname} ${flaw}`)
  }

  const owners = count(
    events.flatMap((event) =>
      event.type === 'alert_acknowledged' ? [event.data.acknowledged_by?.name ?? ''] : [],
    ),
  )
  const silences = count(events.flatMap((event) => (event.type === 'silence_created' ? [event.data.id] : [])))
  for (const act of acts) {
    const found = (act.did === 'acknowledge' ? owners : silences).get(act.mark) ?? 0
    if (found === 0) missing(act, `${act.did} of ${act.mark} was answered and is not in the log`)
    if (found > 1) flaws.push(`${act.did} of ${act.mark} is in the log ${found} times`)
  }
  return { flaws, lost }
}

/** It may have been taken when its end had passed. */
const isLate = ({ ends, settled }: Word): boolean => ends <= settled

/** What is wrong with the lives of one alert. */
function flawsOfLives(
  events: readonly AlertEvent[],
  said: readonly Word[],
  isPartlyLost: boolean,
): readonly string[] {
  const flaws: string[] = []
  let isFiring = false
  let lives = 0
  for (const { type, data, sequence, timestamp } of events) {
    if (type === 'alert_created' || type === 'alert_firing') {
      if (isFiring) flaws.push(`began twice, the second time with ${sequence}`)
      isFiring = true
      lives++
    }
    if (type !== 'alert_resolved') continue
    if (!isFiring) flaws.push(`ended twice, the second time with ${sequence}`)
    isFiring = false
    const at = parseTime(timestamp) ?? 0
    if (data.resolved_by !== 'timeout') continue
    const word = said.find(
      ({ isKept, says, settled, ends }) =>
        isKept && says === 'fires' && settled < at - SLACK && ends > at + SLACK,
    )
    if (word !== undefined && !isPartlyLost)
      flaws.push(
        `ended by its deadline with ${sequence} at ${timestamp}, and was said to last until ${formatTime(word.ends)}`,
      )
  }
  const [{ alertname = '' } = {}] = said
  // A word that was held up until its time was over says that the alert is.
  const late = said.filter(isLate).length
  if (alertname.startsWith(FAITHFUL) && lives > 1 + late)
    flaws.push(`has ${lives} lives, and was sent all the time: ${endsOf(events)}`)
  if (alertname.startsWith(SILENT) && isFiring) flaws.push('still fires, and its time is long up')
  // Of a word without an answer nobody knows whether, and when, it was taken.
  const open = said.filter(({ says, isKept }) => says === 'fires' && !isKept).length
  if (open === 0 && !isPartlyLost && lives > 1) flaws.push(`has ${lives} lives, and was said to begin once`)
  const isOver = said.some(({ says, isKept }) => says === 'over' && isKept)
  if (isOver && open === 0 && !isPartlyLost && isFiring) flaws.push('still fires, and was said to be over')
  return flaws
}

/** How it ended each time, for whoever looks into it. */
function endsOf(events: readonly AlertEvent[]): string {
  return events
    .flatMap(({ type, data, sequence, timestamp }) =>
      type === 'alert_resolved'
        ? [`${sequence} at ${timestamp} by ${data.resolved_by}, ${data.ends_at}`]
        : [],
    )
    .join('; ')
}

function count(marks: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1)
  return counts
}
