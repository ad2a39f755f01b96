import { externalUrl } from '../../shared/external-link.ts'

/** A link that may be offered: its host is shown, so that nobody follows it blindly. */
export interface WebLink {
  readonly href: string
  /** As it is asked for: a name of other letters stands in ASCII. */
  readonly host: string
}

/** Reads a text as an `http(s)` address; null for what may not be opened, `javascript:` and a name before `@` among it. */
export function webLink(text: string | undefined): WebLink | null {
  const href = text === undefined || !/^\s*https?:\/\//i.test(text) ? undefined : externalUrl(text)
  return href === undefined ? null : { href, host: new URL(href).host }
}

export type TextPart = string | (WebLink & { readonly text: string })

/** Ends a sentence rather than an address. */
const AFTER = new Set('.,;:!?)]}')

/** Splits a text at its `http(s)` addresses; punctuation that ends a sentence stays outside. */
export function linkParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    let end = match[0].length
    while (AFTER.has(match[0].charAt(end - 1))) end--
    const address = match[0].slice(0, end)
    const link = webLink(address)
    if (link === null) continue
    if (match.index > at) parts.push(text.slice(at, match.index))
    parts.push({ ...link, text: isPlain(address, link) ? address : link.href })
    at = match.index + end
  }
  if (at < text.length) parts.push(text.slice(at))
  return parts
}

/** Does the address as it is written begin with the host that it leads to? */
function isPlain(address: string, { host }: WebLink): boolean {
  const written = address.slice(address.indexOf('//') + 2).toLowerCase()
  return written.startsWith(host) && !/^[^/?#\\:]/.test(written.slice(host.length))
}
