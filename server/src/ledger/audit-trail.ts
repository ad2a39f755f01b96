import type { Millis } from '@watchfloor/contract'
import type { Checkpoint } from '../audit/checkpoint.ts'
import { type AuditDraft, type AuditRow, type ChainEnd, endAt } from '../audit/entry.ts'
import { sealed } from '../audit/sealed.ts'
import type { Changes } from '../storage/storage.ts'

/** The committed end of the audit log. */
export interface AuditState {
  end: ChainEnd
}

/**
 * The entries of one group, after those of the group whose commit is under way. They are one transaction with what they
 * tell of, and thrown away with it.
 */
export class AuditTrail {
  readonly #state: AuditState
  readonly #entries: AuditRow[] = []
  #end: ChainEnd
  #trim: Changes['auditTrim']

  constructor(state: AuditState, below: AuditTrail | undefined) {
    this.#state = state
    this.#end = below === undefined ? state.end : below.#end
  }

  add(draft: AuditDraft, now: Millis): void {
    const row = sealed(this.#end, draft, now)
    this.#entries.push(row)
    this.#end = endAt(row)
  }

  /** Retention deletes what is older, up to where the checkpoint says. */
  trim(through: number, checkpoint: Checkpoint): void {
    this.#trim = { through, checkpoint }
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  changes(): Pick<Changes, 'audit' | 'auditTrim'> {
    return { audit: this.#entries, auditTrim: this.#trim }
  }

  /** All of it is on the disk. */
  settle(): void {
    this.#state.end = this.#end
  }
}
