import { type BoardHealth, type Health, type Millis, parseTime } from '@watchfloor/contract'
import { healthMark } from '../../../shared/health-mark.ts'

/** A time in which a part of the way from the sources to the board was broken. */
export interface Blind {
  readonly component: string
  readonly what: 'quiet' | 'failing'
  /** Null when it was so before the shift began. */
  readonly from: Millis | null
  /** Null while it goes on. */
  readonly to: Millis | null
}

export interface HealthMoment {
  readonly at: Millis
  readonly health: Health
}

/** The blind times of a shift. `moments` are what the log keeps of it, oldest first; `present` is how it stands now. */
export function blindTimes(
  moments: readonly HealthMoment[],
  present: Iterable<BoardHealth>,
  from: Millis,
): readonly Blind[] {
  const blinds: Blind[] = []
  const open = new Map<string, Pick<Blind, 'what' | 'from'>>()
  const known = new Set<string>()
  for (const { at, health } of moments) {
    const { component } = health
    const before = open.get(component)
    const mark = health.gone ? 'ok' : healthMark(health)
    const what = mark === 'quiet' || mark === 'failing' ? mark : null
    if (before !== undefined && before.what !== what) {
      blinds.push({ component, ...before, to: at })
      open.delete(component)
    }
    if (what !== null && before?.what !== what) open.set(component, { what, from: at })
    known.add(component)
  }
  for (const one of present) {
    const mark = healthMark(one)
    if (known.has(one.component) || (mark !== 'quiet' && mark !== 'failing')) continue
    const since = parseTime(one.since) ?? from
    open.set(one.component, { what: mark, from: since < from ? null : since })
  }
  for (const [component, one] of open) blinds.push({ component, ...one, to: null })
  return blinds.sort((a, b) => (a.from ?? 0) - (b.from ?? 0))
}
