/**
 * So many values of one body are read. A parse cannot be interrupted, and what it costs is values, not bytes: 9 MB of
 * `{}` take a second and half a gigabyte, 9 MB of common alerts hold 350,000 values.
 */
export const MOST_VALUES = 500_000

const [QUOTE, BACKSLASH, COMMA, LIST, OBJECT] = [...'"\\,[{'].map((char) => char.charCodeAt(0))

/** Whether a JSON text holds more values than are read, by its commas and brackets outside of strings. */
export function hasTooManyValues(text: Buffer): boolean {
  // Each value but the first has one of them before it.
  if (text.length <= MOST_VALUES) return false
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === QUOTE) at = endOfString(text, at)
    else if (char === COMMA || char === LIST || char === OBJECT) {
      if (++values > MOST_VALUES) return true
    }
  }
  return false
}

/** Where a string ends that begins here: at its quote, or with the text. */
function endOfString(text: Buffer, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === BACKSLASH) at++
    else if (text[at] === QUOTE) return at
  }
  return text.length
}
