import { ENDS_WITH, type Matcher, matchesAll } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import { formatBound, MOST_BOUND } from '../silences/ends-with.ts'
import type { SilenceInput } from '../silences/silence-input.ts'
import type { CommandAnswer } from './command-answer.ts'

/** The silence with the alerts noted that it ends with: those that it hides now. Undefined leaves them as they are. */
export function boundInput(
  stage: Stage,
  input: SilenceInput,
  matchers: readonly Matcher[],
  untilResolved: boolean | undefined,
): CommandAnswer<SilenceInput> {
  if (untilResolved === undefined) return { ok: true, value: input }
  const { [ENDS_WITH]: _earlier, ...others } = input.annotations ?? annotationsOf(stage, input.id)
  if (!untilResolved) return { ok: true, value: { ...input, annotations: others } }
  const hidden = [...stage.firingFor(matchers)].filter(({ labels }) => matchesAll(matchers, labels))
  if (hidden.length === 0) {
    const message =
      'until_resolved: it hides nothing now, so that nothing can resolve; give it an end by time'
    return { ok: false, reason: 'invalid', message }
  }
  if (hidden.length > MOST_BOUND) {
    const message = `until_resolved: it hides ${hidden.length} alerts, and can end with at most ${MOST_BOUND}; narrow it, or give it an end by time`
    return { ok: false, reason: 'invalid', message }
  }
  return { ok: true, value: { ...input, annotations: { ...others, [ENDS_WITH]: formatBound(hidden) } } }
}

function annotationsOf(stage: Stage, id: string | undefined): Readonly<Record<string, string>> {
  return (id === undefined ? undefined : stage.silence(id)?.annotations) ?? {}
}
