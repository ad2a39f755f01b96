/**
 * PostgreSQL's text holds no NUL character, and nothing that is not UTF-8, which half a surrogate pair is not; labels
 * and names may have either. Texts of others are therefore kept as the inside of a JSON string, which has neither, nor
 * a line end, and says exactly what it was. Nearly all of them look as they did.
 */
export function toText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

export function fromText(text: string): string {
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}

/** What no text of `toText` is, and no JSON. */
const NULL = String.raw`\N`

/**
 * Many values of one column as one parameter, a line each, which the database splits by itself: an array's own
 * notation would quote and escape each of them. JSON and `toText` know no line ends.
 */
export function lines(values: readonly (string | number | null)[]): string {
  let text = ''
  for (const value of values) text += `${value ?? NULL}\n`
  return text
}

/** SQL for the array that such a parameter is; the last line end begins no line. */
export function fromLines(parameter: number, type: 'text' | 'bigint'): string {
  return `trim_array(string_to_array($${parameter}::text, E'\\n', E'\\\\N'), 1)::${type}[]`
}
