import type { AuditEntry, AuditListed, AuditResult } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'

/** What became of it, in few words. */
export const RESULT_WORDS: Readonly<Record<AuditResult, string>> = {
  ok: 'done',
  begun: 'begun',
  unauthorized: 'refused: not signed in',
  forbidden: 'refused: not allowed',
  not_found: 'refused: not there',
  conflict: 'refused: changed meanwhile',
  needs_confirmation: 'refused: asks whether it is meant',
  needs_second: 'waits for a second person',
  invalid: 'refused: not valid',
  too_many: 'refused: too much',
  unavailable: 'refused: could not be judged',
  failed: 'failed',
}

/** How it is to be seen. */
export function toneOf(result: AuditResult): 'done' | 'waits' | 'refused' | 'failed' {
  switch (result) {
    case 'ok':
      return 'done'
    case 'begun':
    case 'needs_second':
      return 'waits'
    case 'failed':
      return 'failed'
    default:
      return 'refused'
  }
}

const LISTS = [
  ['alerts', 'alert'],
  ['silences', 'silence'],
  ['sources', 'source'],
  ['credentials', 'credential'],
] as const

/** All lists of an entry, each with its name. */
export function listsOf(entry: AuditEntry): readonly (readonly [name: string, listed: AuditListed])[] {
  return LISTS.flatMap(([key, name]) => {
    const listed = entry[key]
    return listed === undefined || listed.count === 0 ? [] : [[name, listed] as const]
  })
}

/** On how much: `3 alerts, 1 silence`; empty when nothing is listed. */
export function onText(entry: AuditEntry): string {
  return listsOf(entry)
    .map(([name, { count }]) => plural(count, name))
    .join(', ')
}

/** Who it was, as people call them. */
export function whoText({ who }: AuditEntry): string {
  return lineOf(who.name ?? who.credential)
}
