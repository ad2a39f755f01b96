/** Deeper than anything that a person would read; writing what is nested without end would overflow the stack. */
const MOST_LEVELS = 64

/** A value of JSON as text; undefined when it is nested too deeply. */
export function jsonText(value: object): string | undefined {
  return isWithin(value, MOST_LEVELS) ? JSON.stringify(value) : undefined
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((member) => isWithin(member, levels - 1))
}
