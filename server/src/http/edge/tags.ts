/** Does `If-None-Match` name this tag? A proxy that compresses makes weak tags of strong ones. */
export function asksFor(header: string | undefined, tag: string): boolean {
  const known = header?.split(',').map((text) => text.trim().replace(/^W\//, '')) ?? []
  return known.includes(tag)
}
