import {
  type Alert,
  firstSeen,
  isBlank,
  type Level,
  type Millis,
  parseTime,
  type SystemNotification,
  startOf,
} from '@watchfloor/contract'

import { LEVEL_NAMES, lineOf, nameOf, summaryOf, titleOf, whereOf } from '../../shared/alert-words.ts'
import { formatCount, plural } from '../../shared/counts.ts'
import { timesText } from '../../shared/episode-words.ts'
import { noticeWords } from '../../shared/notice-words.ts'
import { serverWords } from '../../shared/server-words.ts'
import type { StormFacts } from '../../shared/storm.ts'
import { asOfText, formatCalmly, formatClock, formatDuration, momentText } from '../../shared/times.ts'

/** Title and body of a notification, plain text. */
export interface Words {
  readonly title: string
  readonly body: string
}

/** What a body may be long; systems cut what is longer, and the end says who has it. */
const BODY_BYTES = 180
const TITLE_CHARACTERS = 45
const UTF8 = new TextEncoder()

/** One group, by its first alert: `Critical · CheckoutErrorRate` / `eu-1 checkout: 5xx at 12.4 %. Since 03:12. Nobody has it.` */
export function alertWords(alerts: readonly Alert[], now: Millis): Words {
  const [first] = alerts
  if (first === undefined) return { title: 'Critical', body: '' }
  const when = first.episode === undefined ? `Since ${since(first, now)}` : timesText(first, now)
  const end = `${when}. Nobody has it.`
  const times = alerts.length > 1 ? ` ×${alerts.length}` : ''
  return {
    title: `${first.episode === undefined ? '' : 'Flapping: '}${titleOf(first)}${times}`,
    body: withSummary(whereOf(first), summaryOf(first), end),
  }
}

/** The same of what flaps, as its row has them while it does; undefined when the first of them does not. */
export function flappingWords(alerts: readonly Alert[], now: Millis): Words | undefined {
  return alerts[0]?.episode === undefined ? undefined : alertWords(alerts, now)
}

/** `Still critical, 10 min · CheckoutErrorRate`, or of several. */
export function repeatWords(alerts: readonly Alert[], now: Millis): Words {
  const oldest = alerts.reduce((a, b) => (a.starts_at <= b.starts_at ? a : b))
  const age = formatCalmly(now - startOf(oldest))
  const lead = `Still critical, ${age}`
  if (alerts.length === 1) {
    const where = whereOf(oldest)
    return {
      title: `${lead} · ${nameOf(oldest)}`,
      body: `${where === '' ? '' : `${where}. `}Nobody has it.`,
    }
  }
  return {
    title: `${lead} · ${plural(alerts.length, 'alert')}`,
    body: `Nobody has ${formatCount(alerts.length)}. Oldest ${nameOf(oldest)}, ${since(oldest, now)}.`,
  }
}

/** The living notification of criticals, newest first: `9 critical · newest PaymentsDown eu-1`. */
export function floodWords(newest: readonly Alert[], critical: number, nobody: number): Words {
  const [first, ...others] = newest
  const also = [...new Set(others.map(nameOf))].filter(
    (name) => first === undefined || name !== nameOf(first),
  )
  const end = nobody === 0 ? 'All are taken.' : `Nobody has ${formatCount(nobody)}.`
  const cluster = lineOf(firstSeen(first?.labels.cluster) ?? '')
  const newestName =
    first === undefined ? '' : ` · newest ${[nameOf(first), cluster].filter(Boolean).join(' ')}`
  const list = also.length === 0 ? '' : `Also: ${shorten(also.join(', '), BODY_BYTES - bytes(end) - 8)} `
  return {
    title: `${formatCount(critical)} critical${newestName}`,
    body: `${list.trim()}${list === '' ? '' : '. '}${end}`.replace('…. ', '… '),
  }
}

/** `held` is how many groups were held back though they would be told at another time. */
export function stormWords(facts: StormFacts, held: number): Words {
  const apart = facts.criticals === 0 ? '' : ` ${formatCount(facts.criticals)} critical shown apart.`
  const { cause } = facts
  const name = cause === null ? '' : [causeName(cause), facts.where].filter(Boolean).join(' ')
  if (facts.alerts <= 500) {
    return {
      title: `Storm: ${plural(facts.alerts, 'alert')}, ${cause === null ? 'no single cause' : '1 likely cause'}`,
      body: `${cause === null ? '' : `${name} explains ${formatCount(cause.count)}.`}${apart}`.trim(),
    }
  }
  return {
    title: `Storm: ${plural(facts.alerts, 'alert')} since ${formatClock(facts.since)}`,
    body: `${cause === null ? 'No single cause.' : `Likely ${name} (${formatCount(cause.count)}).`}${apart} ${formatCount(held)} held back.`,
  }
}

export function stormOverWords(facts: StormFacts, until: Millis, open: number): Words {
  const span = `${formatClock(facts.since)}–${formatClock(until)}`
  const counts = [
    plural(facts.alerts, 'alert'),
    `${formatCount(facts.criticals)} critical`,
    `${formatCount(open)} open`,
  ]
  return { title: `Storm over: ${span}`, body: `${counts.join(', ')}.` }
}

/** The silent notice in the place of what had woken somebody. */
export function resolvedWords(alert: Alert, toldAt: Millis, now: Millis): Words {
  const { episode } = alert
  const ended = episode === undefined ? now : (parseTime(episode.changed_at) ?? now)
  const after = formatDuration(ended - Math.min(startOf(alert), toldAt))
  const calm = episode === undefined ? '' : `Fired ${formatCount(episode.lives)} times, calm for 15 min. `
  return {
    title: `Resolved after ${after} · ${nameOf(alert)}`,
    body: `${calm}Silent notice. Reason you were told: Inbox.`,
  }
}

export function youHaveItWords(name: string, now: Millis): Words {
  return {
    title: `You have it · ${name}`,
    body: `Confirmed ${formatClock(now, 'seconds')}. Repeats stop on every desk.`,
  }
}

/** `message` is why, as far as known. */
export function notAcknowledgedWords(name: string, message: string): Words {
  return {
    title: `Not acknowledged · ${name}`,
    body: `${sentence(serverWords(message))} Nobody knows you are on it.`,
  }
}

export function notNeededWords(name: string, message: string): Words {
  return { title: `Not needed · ${name}`, body: sentence(serverWords(message)) }
}

export const TEST_WORDS: Words = {
  title: 'TEST · Watchfloor can reach you',
  body: 'This is how a notification arrives on this desk. Nothing is wrong.',
}

export function awayWords(from: Millis, to: Millis, critical: number, others: number, gone: number): Words {
  const facts = [
    critical > 0 ? `${formatCount(critical)} critical still firing` : '',
    others > 0 ? `${formatCount(others)} other firing` : '',
    gone > 0 ? `${formatCount(gone)} came and went` : '',
  ].filter(Boolean)
  return {
    title: `Caught up: away ${momentText(from, to)}–${formatClock(to)}`,
    body: `${facts.length === 0 ? 'Nothing new.' : `${facts.join(', ')}.`} Nothing lost.`,
  }
}

export function firstContactWords(server: string, firing: number, critical: number): Words {
  const counts = `${formatCount(firing)} firing, ${formatCount(critical)} critical`
  const title = `Connected to ${server}: ${counts}`
  // A long name must not cut the counts off.
  if (title.length <= TITLE_CHARACTERS)
    return { title, body: 'You will be told about what changes from now on.' }
  return {
    title: `Connected: ${counts}`,
    body: `${server}. You will be told about what changes from now on.`,
  }
}

export function unhealthyWords(component: string, message: string | undefined): Words {
  return {
    title: `${lineOf(component)} is unhealthy`,
    body: message === undefined || isBlank(message) ? '' : sentence(serverWords(message)),
  }
}

export function quietSourceWords(component: string, silence: number | null, unconfirmed: number): Words {
  const told = silence === null ? '' : `Nothing for ${formatCalmly(silence)}. `
  const alerts =
    unconfirmed === 0
      ? 'New alerts from it do not arrive.'
      : `${plural(unconfirmed, 'alert')} ${unconfirmed === 1 ? 'is' : 'are'} unconfirmed, not resolved.`
  return { title: `${lineOf(component)} has gone quiet`, body: told + alerts }
}

/** What the server tells of a silence, as far as it fits. */
export function silenceWords(notice: SystemNotification, now: Millis): Words {
  const title = notice.kind === 'silence_ends' ? 'A silence ends soon' : 'A silence hides much of the board'
  const { text, detail } = noticeWords(notice, now)
  const body = detail === '' ? text : `${text} ${sentence(detail)}`
  return { title, body: sentence(shorten(body, BODY_BYTES)) }
}

export function notReceivingWords(since: Millis | null, cause: string, now: Millis): Words {
  const from = since === null ? '' : `Since ${asOfText(since, now)}. `
  return { title: 'You are not receiving alerts', body: `${from}${sentence(cause)} Retrying.` }
}

export function unstableWords(drops: number, longest: number): Words {
  return {
    title: 'Your connection is unstable',
    body: `${drops} drops in 10 min, longest ${formatDuration(longest)}. All missed alerts were delivered.`,
  }
}

export function receivingWords(blind: number, critical: number, gone: number): Words {
  const arrived =
    critical === 0 ? 'No critical arrived meanwhile.' : `${formatCount(critical)} critical arrived meanwhile.`
  const others = gone === 0 ? '' : ` ${formatCount(gone)} came and went.`
  return { title: 'Receiving again', body: `Blind ${formatDuration(blind)}. ${arrived}${others}` }
}

/** Where names of alerts must not show on a locked screen. */
export function privateWords(level: Level | null, server: string): Words {
  const what = level === null ? 'Message' : `${LEVEL_NAMES[level]} alert`
  return { title: `${what} in ${server}`, body: 'Details in the app.' }
}

function withSummary(where: string, summary: string, end: string): string {
  const short = shorten(summary, BODY_BYTES - bytes(where) - bytes(end) - 4).replace(/[.\s]+$/, '')
  const lead = [where, short].filter(Boolean).join(': ')
  return lead === '' ? end : `${lead}${/[…!?]$/.test(lead) ? ' ' : '. '}${end}`
}

/** Cut to this many bytes at a whole character. */
function shorten(text: string, budget: number): string {
  if (bytes(text) <= budget) return text
  let short = ''
  let used = 3
  for (const character of text) {
    used += bytes(character)
    if (used > budget) break
    short += character
  }
  return `${short.trimEnd()}…`
}

function bytes(text: string): number {
  return UTF8.encode(text).length
}

function sentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  // A host keeps its own case.
  const isHost = /^[\w-]+\.\w/.test(trimmed)
  const capital = isHost ? trimmed : trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`
}

function since(alert: Alert, now: Millis): string {
  // Some senders know only when it will end: then it has begun by now.
  return momentText(Math.min(startOf(alert), now), now)
}

function causeName({ name, value }: { readonly name: string; readonly value: string }): string {
  return name === 'alertname' ? value : `${name}=${value}`
}
