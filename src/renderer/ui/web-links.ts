/** A link that may be offered: its host is shown, so that nobody follows it blindly. */
export interface WebLink {
  readonly href: string
  readonly host: string
}

/** Reads a text as an `http(s)` address; null for anything else, `javascript:` among it. */
export function webLink(text: string | undefined): WebLink | null {
  if (text === undefined || !/^https?:\/\//i.test(text.trim())) return null
  const url = URL.parse(text.trim())
  return url === null || url.host === '' ? null : { href: url.href, host: url.host }
}

export type TextPart = string | (WebLink & { readonly text: string })

/** Splits a text at its `http(s)` addresses; punctuation that ends a sentence stays outside. */
export function linkParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    const shown = match[0].replace(/[.,;:!?)\]}]+$/, '')
    const link = webLink(shown)
    if (link === null) continue
    if (match.index > at) parts.push(text.slice(at, match.index))
    parts.push({ ...link, text: shown })
    at = match.index + shown.length
  }
  if (at < text.length) parts.push(text.slice(at))
  return parts
}
