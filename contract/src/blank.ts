/** White space, control characters, and characters that show nothing. */
const UNSEEN = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Would a person see nothing of it? Then it counts as not given, wherever a text is for people. */
export function isBlank(text: string): boolean {
  return UNSEEN.test(text)
}

/** The first of these texts that a person can see; undefined when there is none. */
export function firstSeen(...texts: readonly (string | null | undefined)[]): string | undefined {
  return texts.find((text) => text != null && !isBlank(text)) ?? undefined
}
