/** A count for people: exact to 9,999, then `10.2 k`. */
export function formatCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en-US')
  const thousands = Math.floor(count / 100) / 10
  return `${thousands.toLocaleString('en-US')} k`
}

/** `1 alert`, `2 alerts`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
