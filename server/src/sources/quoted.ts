/** The longest quotation, in UTF-16 units. */
const MOST = 100

/** What a sender wrote, as JSON, for a message; the begin of what is long, so that what to do about it is still read. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length <= MOST ? text : `${text.slice(0, MOST).toWellFormed()}…`
}
