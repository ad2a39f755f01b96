import type { AuditResult } from '@watchfloor/contract'
import { bounded, listed, words } from '../audit/bounded.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import { type By, performer } from './core-commands.ts'

/** An act that is no transaction of the store: what it was, and what came of it. */
export interface Noted {
  readonly what: string
  readonly as?: string | undefined
  readonly result: AuditResult
  readonly reason?: string | undefined
  readonly silences?: readonly string[]
  readonly detail?: unknown
}

/** Writes the entry of such an act. Whoever cannot be told of must not be let: then the answer is no. */
export async function note(writer: Writing, by: By, noted: Noted): Promise<CommandAnswer<void>> {
  const { what, as, result, reason, silences, detail } = noted
  const answer = await performer(writer)<void>((stage) => {
    const draft = {
      who: by.actor,
      ...(as === undefined || as === by.actor.name ? {} : { as: words(as) }),
      what,
      result,
      ...(reason === undefined ? {} : { reason: words(reason) }),
      ...(silences === undefined ? {} : { silences: listed(silences) }),
      ...(detail === undefined ? {} : { detail: bounded(detail) }),
    }
    stage.audit.add(draft, stage.now)
    return { ok: true, value: undefined }
  })
  if (answer.ok) by.acted(by.actor, what, detail)
  return answer
}
