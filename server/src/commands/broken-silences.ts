import { isBlank } from '@watchfloor/contract'
import type { Finding } from '../health/rows.ts'
import type { State } from '../ledger/state.ts'
import { compileError } from '../silences/silence-rules.ts'

const COMPONENT = 'Silences'

/**
 * The health row of silences that were stored by a version which took their expressions, while this one refuses
 * them: they hide nothing, and whoever made them believes otherwise. No row while there never was one.
 */
export function brokenSilences(state: State): readonly Finding[] {
  const { broken } = state.silenceIndex
  const row = { component: COMPONENT, kind: 'server', quiet: false } as const
  if (broken.size === 0) return state.health.has(COMPONENT) ? [{ ...row, status: 'healthy' }] : []
  const sentences = [...broken].slice(0, 3).flatMap((id) => {
    const silence = state.silences.get(id)
    if (silence === undefined) return []
    const comment = isBlank(silence.comment) ? '' : ` (${silence.comment})`
    const by = isBlank(silence.created_by) ? '' : ` by ${silence.created_by}`
    return [`${id}${by}${comment}: ${compileError(silence)}`]
  })
  const more = broken.size > sentences.length ? `; and ${broken.size - sentences.length} more` : ''
  const what = broken.size === 1 ? 'a silence hides' : `${broken.size} silences hide`
  const message = `${what} nothing, because it no longer compiles; make it again or end it: ${sentences.join('; ')}${more}`
  return [{ ...row, status: 'degraded', message }]
}
