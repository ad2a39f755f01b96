/** Escapes that stand for something else than half a pair, and those that may. */
const ESCAPE =
  /\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|\\u[dD][c-fC-F][0-9a-fA-F]{2}/g

/**
 * JSON in which no escape stands for half of a pair (`\ud800`): what is no character becomes U+FFFD, as in Go. Kept, it
 * would go out to readers whose languages have no such texts, and break there.
 */
export function wellFormedJson(text: string): string {
  if (!text.includes('\\ud') && !text.includes('\\uD')) return text
  return text.replace(ESCAPE, (found, low: string | undefined) =>
    found[1] !== 'u' || low !== undefined ? found : '\\ufffd',
  )
}
