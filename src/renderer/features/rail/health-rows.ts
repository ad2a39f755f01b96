import { type Board, type Millis, parseTime } from '@watchfloor/contract'
import { type HealthMark, healthMark } from '../../../shared/health-mark.ts'
import { serverWords } from '../../../shared/server-words.ts'
import { lastSeen } from '../../state/trust.ts'

export interface HealthRow {
  readonly component: string
  readonly mark: HealthMark
  /** The word beside the mark; a healthy component shows only the age of its proof where there is one. */
  readonly word: string
  /** When it was last heard; null where only its status is known. */
  readonly proof: Millis | null
  /** When this status began. */
  readonly since: Millis
  readonly message: string
}

const WORDS: Readonly<Record<HealthMark, string>> = {
  ok: 'ok',
  quiet: 'quiet',
  degraded: 'degraded',
  failing: 'failing',
}
const ORDER: readonly HealthMark[] = ['failing', 'quiet', 'degraded', 'ok']

/**
 * The components of a board, those in trouble first. A health row is published only when its status changes, so
 * the age of a source's proof comes from the statistics, and a component without one there shows no age.
 */
export function healthRows(board: Board): readonly HealthRow[] {
  const rows = [...board.health.values()].map((health) => {
    const seen = lastSeen(board, health.component) ?? (health.quiet ? health.last_seen : undefined)
    const mark = healthMark(health)
    return {
      component: health.component,
      mark,
      word: WORDS[mark],
      proof: seen === undefined ? null : (parseTime(seen) ?? null),
      since: parseTime(health.since) ?? 0,
      message: serverWords(health.message ?? ''),
    }
  })
  return rows.sort(
    (a, b) => ORDER.indexOf(a.mark) - ORDER.indexOf(b.mark) || (a.component < b.component ? -1 : 1),
  )
}
