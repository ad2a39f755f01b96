/** The query of a URL, parsed explicitly: nothing is coerced on the way. */
export function queryIn(url: string): URLSearchParams {
  const mark = url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
}

interface WholeNumber {
  readonly name: string
  readonly bounds: { readonly initial: number; readonly least: number; readonly most: number }
}

/** A whole number within its bounds, or what is wrong with it. */
export function wholeNumber(query: URLSearchParams, { name, bounds }: WholeNumber): number | string {
  const text = query.get(name)
  if (text === null) return bounds.initial
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= bounds.least && value <= bounds.most) return value
  return `${name} must be a whole number from ${bounds.least} to ${bounds.most}, not ${JSON.stringify(text)}`
}
