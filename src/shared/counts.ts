/** Making a format costs more than using it a thousand times. */
const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** A count for people: exact to 9,999, then `10.2 k`. */
export function formatCount(count: number): string {
  if (count < 10_000) return count < 1_000 ? String(count) : GROUPED.format(count)
  const thousands = Math.floor(count / 100) / 10
  return `${GROUPED.format(thousands)} k`
}

/** `1 alert`, `2 alerts`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
