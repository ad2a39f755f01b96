import type { Outcome, Refusal } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { whatOf } from '../../../shared/what-of.ts'
import type { Phrase } from '../../state/toasts.ts'
import { refusalOf } from './ask-each.ts'
import { notDone } from './not-done.ts'
import { givenBack } from './words.ts'

interface Told {
  readonly kind: 'result' | 'error'
  readonly text: readonly Phrase[]
}

/** What was taken is as it was before; what was done is told as it was then. */
export function undone(came: Outcome<Alert>, name: string): Told {
  const owners = came.done.map(({ acknowledged_by }) => acknowledged_by?.name)
  const owner = owners[0]
  const isAlike = owners.every((one) => one === owner)
  if (owner === undefined || !isAlike || refusalOf(came) !== null) return givenBack(came)
  const what = strong(came.done)
  if (owner === name) return { kind: 'result', text: ['As it was before: ', what, '. You have it.'] }
  const text = [
    'Offered back to ',
    { strong: lineOf(owner) },
    ': ',
    what,
    '. You have it until they take it.',
  ]
  return { kind: 'result', text }
}

export function offered(alerts: readonly Alert[], to: string): readonly Phrase[] {
  return [
    'Handed over to ',
    { strong: lineOf(to) },
    ': ',
    strong(alerts),
    '. You have it until they take it.',
  ]
}

export function notOffered(alerts: readonly Alert[], refusal: Refusal): readonly Phrase[] {
  const what = strong(alerts)
  return notDone({ done: 'handed over', what, whether: [what, ' is offered'] }, refusal)
}

export function withdrawn(alerts: readonly Alert[], refusal: Refusal | null): Told {
  const what = strong(alerts)
  if (refusal === null) return { kind: 'result', text: ['Withdrawn: you keep ', what, '.'] }
  return {
    kind: 'error',
    text: notDone({ done: 'withdrawn', what, whether: [what, ' is offered'] }, refusal),
  }
}

export function declined(alerts: readonly Alert[], refusal: Refusal | null): Told {
  const what = strong(alerts)
  const owner = alerts[0]?.acknowledged_by?.name ?? ''
  if (refusal === null)
    return { kind: 'result', text: ['Declined: ', what, `. ${lineOf(owner)} still has it.`] }
  return { kind: 'error', text: notDone({ done: 'declined', what, whether: [what, ' is offered'] }, refusal) }
}

export function noted(alerts: readonly Alert[]): readonly Phrase[] {
  return ['Noted on ', strong(alerts), ', for everybody.']
}

export function notNoted(alerts: readonly Alert[], refusal: Refusal): readonly Phrase[] {
  const what = strong(alerts)
  return notDone({ done: 'noted', what, whether: [what, ' has the note'] }, refusal)
}

export function notTakenBack(alerts: readonly Alert[], refusal: Refusal): readonly Phrase[] {
  const what = strong(alerts)
  return notDone({ done: 'taken back', what, whether: ['the note is still there'] }, refusal)
}

export function noteTakenBack(alerts: readonly Alert[]): readonly Phrase[] {
  return ['Note taken back: ', strong(alerts), '. Its history still has it.']
}

function strong(alerts: readonly Alert[]): { readonly strong: string } {
  return { strong: whatOf(alerts) }
}
