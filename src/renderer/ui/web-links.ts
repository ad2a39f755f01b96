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

export type TextPiece = string | (WebLink & { readonly text: string })

/** Splits a text at its `http(s)` addresses; punctuation that ends a sentence stays outside. */
export function linkPieces(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    const shown = match[0].replace(/[.,;:!?)\]}]+$/, '')
    const link = webLink(shown)
    if (link === null) continue
    if (match.index > at) pieces.push(text.slice(at, match.index))
    pieces.push({ ...link, text: shown })
    at = match.index + shown.length
  }
  if (at < text.length) pieces.push(text.slice(at))
  return pieces
}
