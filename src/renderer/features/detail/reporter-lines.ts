import { type Millis, parseTime, type Reporter } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'

/** Who reports an alert and what its last word was, one plain sentence for each. */
export function reporterLines(reporters: readonly Reporter[], now: Millis): readonly string[] {
  return reporters.map((reporter) => sentenceOf(reporter, now))
}

function sentenceOf({ entry, source, status, last_report, deadline }: Reporter, now: Millis): string {
  const at = (time: string): string => momentText(parseTime(time) ?? now, now)
  const how = entry === 'relayed' ? ', by webhook' : ''
  switch (status) {
    case 'firing':
      return `${lineOf(source)}: fires, said ${at(last_report)}${how}; holds until ${at(deadline)}.`
    case 'resolved':
      return `${lineOf(source)}: over, said ${at(last_report)}${how}.`
    case 'lost':
      return `${lineOf(source)}: nothing since ${at(last_report)}${how}.`
  }
}
