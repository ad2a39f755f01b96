import { endsWithAlerts, type Matcher, MOST_BOUND, matchesAll } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import { formatBound } from '../silences/ends-with.ts'
import type { SilenceInput } from '../silences/silence-input.ts'
import { canUpdate } from '../silences/silence-rules.ts'
import type { CommandAnswer } from './command-answer.ts'

/**
 * The silence with the alerts noted that it ends with: those that it hides now. Where nothing is said of it, one that
 * changes in place stays as it is, and one that takes the place of another ends with its own alerts if that one did.
 */
export function boundInput(
  stage: Stage,
  input: SilenceInput,
  matchers: readonly Matcher[],
  untilResolved: boolean | undefined,
): CommandAnswer<SilenceInput> {
  const isBound = untilResolved ?? takesOver(stage, input)
  if (isBound === undefined) return { ok: true, value: input }
  if (!isBound) return { ok: true, value: { ...input, endsWith: null } }
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
  return { ok: true, value: { ...input, endsWith: formatBound(hidden) } }
}

/** Does it take the place of one that ends with alerts? */
function takesOver(stage: Stage, input: SilenceInput): true | undefined {
  const old = input.id === undefined ? undefined : stage.silence(input.id)
  if (old === undefined || !endsWithAlerts(old) || canUpdate(old, input, stage.now)) return undefined
  return input.annotations === undefined || !endsWithAlerts({ annotations: input.annotations })
    ? true
    : undefined
}
