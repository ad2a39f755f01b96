import { type BoardAlert, formatMatcher } from '@watchfloor/contract'

/** Names while the name is typed, values after `=`: what the board holds, most frequent first. */
export function suggestions(alerts: Iterable<BoardAlert>, text: string): string[] {
  const [, name, rest] = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)=["']?([^"']*)$/.exec(text) ?? []
  const counts = new Map<string, number>()
  const add = (one: string): void => void counts.set(one, (counts.get(one) ?? 0) + 1)
  for (const { labels } of alerts) {
    if (name !== undefined) {
      const value = Object.hasOwn(labels, name) ? labels[name] : undefined
      if (value?.toLowerCase().includes((rest ?? '').toLowerCase())) {
        add(formatMatcher({ name, operator: '=', value }))
      }
    } else {
      for (const label of Object.keys(labels)) if (label.includes(text.trim())) add(`${label}=`)
    }
  }
  return [...counts]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([one]) => one)
    .slice(0, 8)
}
