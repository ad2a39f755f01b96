/** White space, control characters, and characters that show nothing. */
const UNSEEN = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u
const SEEN = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Would a person see nothing of it? Then it counts as not given, wherever a text is for people. */
export function isBlank(text: string): boolean {
  return !beginsPlainly(text) && UNSEEN.test(text)
}

/** With a sign of ASCII that everybody sees, as nearly all texts do. */
function beginsPlainly(text: string): boolean {
  const first = text.charCodeAt(0)
  return first > 0x20 && first < 0x7f
}

/** The first of these texts that a person can see; undefined when there is none. */
export function firstSeen(...texts: readonly (string | null | undefined)[]): string | undefined {
  return texts.find((text) => text != null && !isBlank(text)) ?? undefined
}

/** The text without what nobody sees at its ends. One step for each sign, whatever is in it. */
export function seenOf(text: string): string {
  const first = text.search(SEEN)
  if (first === -1) return ''
  let end = text.length
  for (let size = 0; end > first; end -= size) {
    const code = text.codePointAt(end - 2) ?? 0
    size = end - first >= 2 && code > 0xffff ? 2 : 1
    if (!isBlank(text.slice(end - size, end))) break
  }
  return text.slice(first, end)
}
