import type { Silence } from '@watchfloor/contract'
import type { CommandAnswer } from '../commands/command-answer.ts'
import type { Acting } from '../core/core.ts'

/** Does something with silences where they were made. */
export type Noting = <T>(
  what: string,
  silences: readonly Silence[],
  as: string,
  work: () => Promise<CommandAnswer<T>>,
) => Promise<CommandAnswer<T>>

/**
 * What an upstream is asked for is in no transaction of ours: the audit log has an entry before it is asked, without
 * which it is not, and another of what it said.
 */
export function noted(acting: Pick<Acting, 'note'>): Noting {
  return async (what, silences, as, work) => {
    const of = silences.flatMap(({ mirrored_from = [] }) => mirrored_from)
    const act = { what, as, silences: silences.map(({ id }) => id), detail: { upstreams: [...new Set(of)] } }
    const begun = await acting.note({ ...act, result: 'begun' })
    if (!begun.ok) return begun
    const answer = await work()
    const outcome = answer.ok
      ? ({ result: 'ok' } as const)
      : ({ result: answer.reason, reason: answer.message } as const)
    await acting.note({ ...act, ...outcome })
    return answer
  }
}

/** For what nobody asked. */
export const unnoted: Noting = (_what, _silences, _as, work) => work()
