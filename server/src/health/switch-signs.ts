import { type LabelSet, largest, type Millis } from '@watchfloor/contract'
import type { AlertRecord, Report } from '../alerts/record.ts'

/** One alert of a dead man's switch. */
export interface SwitchSign {
  readonly labels: LabelSet
  readonly lastSeen: Millis
}

/** What was heard of a switch: what counts, and who sends it that does not. */
export interface SwitchSigns {
  readonly signs: readonly SwitchSign[]
  readonly strangers: readonly string[]
}

/** Of a switch that is bound to credentials, only their word proves anything (S12). */
export function switchSigns(
  records: readonly Pick<AlertRecord, 'labels' | 'reports'>[],
  from: readonly string[] | undefined,
): SwitchSigns {
  const strangers = new Set<string>()
  const signs = records.flatMap(({ labels, reports }) => {
    const own = Object.values(reports).filter((report) => {
      const counts = from === undefined || isFrom(report, from)
      if (!counts && report.status === 'firing') strangers.add(report.source)
      return counts
    })
    return own.length === 0 ? [] : [{ labels, lastSeen: largest(own.map(({ updatedAt }) => updatedAt)) }]
  })
  return { signs, strangers: [...strangers].toSorted() }
}

function isFrom({ bound, owner }: Report, from: readonly string[]): boolean {
  const subject = bound ?? owner
  return subject !== undefined && from.includes(subject)
}
