import {
  type BoardAlert,
  type BoardSilence,
  isAcknowledgement,
  type Matcher,
  type MatcherData,
  type SilencePreview,
  sameMatchers,
} from '@watchfloor/contract'
import { useDeferredValue, useMemo } from 'react'
import { useLive } from '../../state/context.ts'
import type { Length } from './draft.ts'
import { dataOfRows, type MatcherRow, readRows } from './matcher-list.ts'
import { type Asked, useQuestion } from './use-question.ts'
import { useServedPreview } from './use-served-preview.ts'
import { byRule, type Figures, figuresOf, judge, type Preview, preview, type Verdict } from './verdict.ts'

/** What the rows of a form come to. */
export interface JudgedRows {
  /** As they are sent. */
  readonly data: readonly MatcherData[]
  /** All of them, or null while one cannot be read: without it they would hide more (S28). */
  readonly matchers: readonly Matcher[] | null
  /** Why a row cannot be read. */
  readonly wrong: ReadonlyMap<number, string>
  /** How many firing alerts each row alone takes. */
  readonly hits: ReadonlyMap<number, number>
  readonly seen: Preview
  readonly served: SilencePreview | null
  readonly figures: Figures
  readonly verdict: Verdict
  /** The number that is to be typed, where one is. */
  readonly question: Asked | null
  /** Are these the matchers of the silence that is changed? Then they are sent back as they came. */
  readonly isAsItWas: boolean
}

const NONE: readonly MatcherData[] = []

/** What the silence would hide, and whether it may be made: by the board at once, by the server when it has answered. */
export function useJudged(
  rows: readonly MatcherRow[],
  silence: BoardSilence | undefined,
  length: Length,
): JudgedRows {
  const board = useDeferredValue(useLive((state) => state.board))
  const read = useMemo(() => readRows(rows), [rows])
  const data = useMemo(() => dataOfRows(rows), [rows])
  const matchers = read.all.ok ? read.all.value : null
  const seen = useMemo(() => preview(matchers ?? [], board?.alerts.values() ?? []), [matchers, board])
  const hits = useMemo(() => hitsOf(rows, board?.alerts.values() ?? []), [rows, board])
  const served = useServedPreview(
    matchers === null ? NONE : data,
    { length, id: silence?.id },
    seen.hidden.length,
  )
  const figures = figuresOf(seen, served)
  const isAsItWas = silence !== undefined && sameMatchers(silence.matchers, data)
  // What stands for an acknowledgement hides nothing: whatever takes its place hides more.
  const before = silence === undefined || isAcknowledgement(silence) ? undefined : silence
  const verdict: Verdict =
    matchers === null
      ? { kind: 'allowed', warnings: [], action: 'Silence' }
      : byRule(judge({ matchers, seen, figures, guard: served?.guard, before }), served?.rule)
  const { count, critical } = figures
  const question = useQuestion(
    verdict.kind === 'typed' ? { key: JSON.stringify(data), count, critical } : null,
  )
  return { data, matchers, wrong: read.wrong, hits, seen, served, figures, verdict, question, isAsItWas }
}

function hitsOf(rows: readonly MatcherRow[], alerts: Iterable<BoardAlert>): ReadonlyMap<number, number> {
  const all = [...alerts]
  return new Map(
    rows.flatMap((row) => {
      const { all: one } = readRows([row])
      if (!one.ok || one.value.length === 0) return []
      return [[row.key, preview(one.value, all).hidden.length] as const]
    }),
  )
}
