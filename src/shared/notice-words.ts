import {
  isBlank,
  type Millis,
  type NoticeFacts,
  parseTime,
  type SystemNotification,
} from '@watchfloor/contract'
import { lineOf } from './alert-words.ts'
import { formatCount, plural } from './counts.ts'
import { serverWords } from './server-words.ts'
import { momentText } from './times.ts'

export interface NoticeWords {
  readonly text: string
  /** What is grave about it; empty when nothing is. */
  readonly detail: string
}

/** What the server tells people, in their words and their time. A server that gives no facts is quoted. */
export function noticeWords({ kind, message, about }: SystemNotification, now: Millis): NoticeWords {
  if (kind === undefined || about === undefined)
    return { text: `${endless(serverWords(message, now))}.`, detail: '' }
  const time = (text: string): string => momentText(parseTime(text) ?? Number.NaN, now)
  const [ends, who] = [time(about.ends_at), lineOf(about.by ?? '') || 'Somebody']
  const named = isBlank(about.comment) ? '' : ` “${lineOf(about.comment)}”`
  const why = isBlank(about.comment) ? '' : `: ${endless(lineOf(about.comment))}`
  const critical = criticalText(about)
  switch (kind) {
    case 'silence_hides_much': {
      const isLater = about.starts_at !== undefined
      const from = about.starts_at === undefined ? '' : ` from ${time(about.starts_at)}`
      const does = isLater ? 'will silence' : 'silenced'
      return { text: `${who} ${does} ${hidden(about)}${from} until ${ends}${why}.`, detail: critical }
    }
    case 'silence_ends': {
      const by = about.by === undefined ? '' : `, by ${lineOf(about.by)},`
      const { count = 0 } = about
      const still = `${plural(count, 'alert')} that it hides still ${count === 1 ? 'fires' : 'fire'}`
      return { text: `The silence${named}${by} ends at ${ends}: ${still}.`, detail: critical }
    }
    case 'silence_proposed':
      return {
        text: `${who} wants to silence ${hidden(about)} until ${ends}${why}.`,
        detail: 'It hides nothing until another person confirms it.',
      }
    case 'silence_confirmed':
      return { text: `${who} confirmed the silence${named}: it holds until ${ends}.`, detail: '' }
  }
}

/** `412 of 470 firing alerts`; `much of what fires` for whoever may not know of how many. */
function hidden({ count, firing }: NoticeFacts): string {
  if (count === undefined) return 'much of what fires'
  return firing === undefined
    ? plural(count, 'firing alert')
    : `${formatCount(count)} of ${plural(firing, 'firing alert')}`
}

function criticalText({ critical = 0, critical_names = '' }: NoticeFacts): string {
  return critical === 0 ? '' : `${formatCount(critical)} critical: ${lineOf(critical_names)}`
}

/** A sentence without its full stop, so that there is one. */
function endless(text: string): string {
  return text.replace(/[.\s]+$/, '')
}
