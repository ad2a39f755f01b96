import { type AlertHistory, firstSeen, isBlank, type Millis, parseTime } from '@watchfloor/contract'
import { LEVEL_NAMES, lineOf } from '../../../shared/alert-words.ts'
import { endedBy } from './ended-by.ts'
import { type HistoryNames, NO_NAMES } from './history-names.ts'

type Logged = AlertHistory['events'][number]

/** One line of an alert's history. */
export interface HistoryLine {
  readonly key: string
  readonly at: Millis
  /** Where a folded line begins; the same as `at` for a single event. */
  readonly from: Millis
  readonly text: string
}

/** From this many firings and resolves in a row on they are one line. */
const FOLD_FROM = 6

/** The history as lines, newest first; flaps are folded into one. `events` are newest first, as the server gives them. */
export function historyLines(events: readonly Logged[], names = NO_NAMES): readonly HistoryLine[] {
  const lines: HistoryLine[] = []
  for (let index = 0; index < events.length; ) {
    const run = runOfFlaps(events, index)
    const event = events[index] as Logged
    const last = events[index + run - 1] as Logged
    if (run >= FOLD_FROM) {
      const flaps = events.slice(index, index + run).filter(({ type }) => type === 'alert_resolved').length
      lines.push({ key: event.id, at: time(event), from: time(last), text: `${flaps} flaps` })
      index += run
      continue
    }
    lines.push({
      key: event.id,
      at: time(event),
      from: time(event),
      text: sentence(event, events[index + 1], names),
    })
    index++
  }
  return lines
}

function runOfFlaps(events: readonly Logged[], start: number): number {
  let end = start
  while (isOfFlapping(events[end], events[end + 1])) end++
  return Math.max(1, end - start)
}

/** A firing, a resolve, or that it was noticed. */
function isOfFlapping(event: Logged | undefined, before: Logged | undefined): boolean {
  if (event === undefined) return false
  if (event.type === 'alert_firing' || event.type === 'alert_resolved') return true
  return event.type === 'alert_updated' && before !== undefined && isOnlyNoticed(event.data, before.data)
}

function isOnlyNoticed(data: Logged['data'], before: Logged['data']): boolean {
  if (data.flapping === before.flapping && (data.episode === undefined) === (before.episode === undefined))
    return false
  return data.unconfirmed === before.unconfirmed && data.level === before.level
}

/** `before` is the event that came before this one; undefined for the oldest known. */
function sentence({ type, data }: Logged, before: Logged | undefined, names: HistoryNames): string {
  const by = data.by === undefined || isBlank(data.by) ? '' : ` by ${lineOf(data.by)}`
  const why = data.reason === undefined || isBlank(data.reason) ? '' : ` (${lineOf(data.reason)})`
  switch (type) {
    case 'alert_created':
      return `Began, as ${severityText(data.severity)}${why}`
    case 'alert_firing':
      return `Fired again${why}`
    case 'alert_updated':
      return `${changeOf(data, before?.data, by)}${why}`
    case 'alert_resolved':
      if (data.resolved_by === 'person' && data.by !== undefined) return `Resolved${by}${why}`
      return `${endedBy(data.resolved_by).join(' ')}${why}`
    case 'alert_silenced':
      return `Silenced${by || names.silenced(data, before?.data)}${why}`
    case 'alert_unsilenced':
      return `No longer silenced${by}${why}`
    case 'alert_inhibited':
      return `Inhibited${names.inhibited(data, before?.data)}${why}`
    case 'alert_uninhibited':
      return `No longer inhibited${why}`
    case 'alert_acknowledged': {
      const note = firstSeen(data.acknowledged_by?.note)
      return `Acknowledged by ${lineOf(firstSeen(data.acknowledged_by?.name, data.by) ?? 'somebody')}${why}${note ? `: “${lineOf(note)}”` : ''}`
    }
    case 'alert_unacknowledged':
      return data.by === undefined ? `Nobody has it any more${why}` : `Given back${by}${why}`
    case 'alert_noted': {
      const last = data.reason === undefined ? data.notes?.at(-1) : undefined
      return last === undefined ? `Note taken back${by}` : `Note${by}: “${lineOf(last.text)}”`
    }
    case 'alert_offered':
      return `Handed over to ${lineOf(data.acknowledged_by?.offered_to?.name ?? 'somebody')}${by}, not yet taken`
    case 'alert_offer_ended':
      return `Handing over ended${why}`
    case 'alert_asked':
      return `${lineOf(data.acknowledged_by?.name ?? 'Its owner')} was asked: still on it?`
  }
}

function changeOf(data: Logged['data'], before: Logged['data'] | undefined, by: string): string {
  if (data.was?.severity === data.severity)
    return `Now ${LEVEL_NAMES[data.level]}, was ${LEVEL_NAMES[data.was.level]}: ${severityText(data.severity)} was mapped${by}`
  if (data.was !== undefined)
    return `Now ${severityText(data.severity)}, was ${severityText(data.was.severity)}`
  if (before === undefined) return 'Changed'
  if (data.unconfirmed !== before.unconfirmed) {
    return data.unconfirmed ? 'Unconfirmed: its source went quiet' : 'Confirmed again by its source'
  }
  if (data.flapping > 0 !== before.flapping > 0)
    return data.flapping > 0 ? 'Began to flap' : 'Stopped flapping'
  const names = new Set([...Object.keys(data.annotations), ...Object.keys(before.annotations)])
  const changed = [...names].filter((name) => data.annotations[name] !== before.annotations[name])
  if (changed.length > 0) return `Changed: ${lineOf(changed.join(', '))}`
  if (data.starts_at !== before.starts_at) return 'Changed: start time'
  return 'Changed'
}

function time(event: Logged): Millis {
  return parseTime(event.timestamp) ?? 0
}

function severityText(severity: string): string {
  return lineOf(firstSeen(severity) ?? 'no severity')
}
