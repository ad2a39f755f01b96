import { compareUtf8, isBlank, type SeverityName } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'

/** A value of the severity label that nobody mapped, and how many firing alerts have it. */
export interface Unmapped {
  readonly value: string
  readonly count: number
}

/** Most alerts first. An alert without a severity has none that could be mapped. */
export function unmappedOf(counts: Readonly<Record<string, number>>): readonly Unmapped[] {
  return Object.entries(counts)
    .filter(([value]) => !isBlank(value))
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareUtf8(a.value, b.value))
}

export function unmappedText(unmapped: readonly Unmapped[]): string {
  if (unmapped.length === 0) return 'Every severity that fires now is mapped.'
  const names = unmapped.map(({ value, count }, index) => {
    const alerts = index === 0 ? plural(count, 'alert') : String(count)
    return `${lineOf(value)} (${alerts})`
  })
  const many = unmapped.length === 1 ? '1 severity value is' : `${unmapped.length} severity values are`
  return `${many} not mapped: ${names.join(', ')}. Choose what they mean.`
}

/** What the server's configuration has to say for the same; empty while nothing is mapped here that it does not say. */
export function severityLines(mapped: readonly SeverityName[]): string {
  // A JSON text is a YAML text, whatever a sender wrote.
  const lines = mapped.flatMap(({ value, level, overruled }) =>
    overruled === true ? [] : [`  ${JSON.stringify(value)}: ${level}`],
  )
  return lines.length === 0 ? '' : ['severities:', ...lines].join('\n')
}
