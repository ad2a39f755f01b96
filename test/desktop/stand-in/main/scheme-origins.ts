/**
 * Chromium cannot be taught a scheme from outside. So pages of `watchfloor://console/` live at the made-up, secure
 * origin `https://console.watchfloor.invalid`, and main sees the scheme's own URLs wherever it sees any.
 */
const schemes = new Set<string>()

export function registerScheme(scheme: string): void {
  schemes.add(scheme)
}

export function isRegistered(scheme: string): boolean {
  return schemes.has(scheme)
}

/** For DevTools: the requests that go to registered schemes. */
export function originPatterns(): string[] {
  return [...schemes].map((scheme) => `https://*.${scheme}.invalid/*`)
}

/** As main names it → as Chromium loads it. */
export function toOrigin(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  if (!schemes.has(scheme.toLowerCase())) return url
  return `https://${host}.${scheme.toLowerCase()}.invalid${rest.startsWith('/') ? rest : `/${rest}`}`
}

/** As Chromium loads it → as main names it; the same for every other URL. */
export function toScheme(url: string): string {
  const [, host = '', scheme = '', rest = ''] =
    /^https:\/\/([^/?#]+)\.([^./?#]+)\.invalid(.*)$/s.exec(url) ?? []
  return schemes.has(scheme) ? `${scheme}://${host}${rest}` : url
}

/** A header's text, where a policy may name the scheme or one of its hosts. */
export function toOriginsIn(text: string): string {
  let result = text
  for (const scheme of schemes) {
    result = result.replaceAll(
      new RegExp(`\\b${scheme}://([a-z0-9.-]+)`, 'gi'),
      `https://$1.${scheme}.invalid`,
    )
    result = result.replaceAll(new RegExp(`\\b${scheme}:(?!//)`, 'gi'), `https://*.${scheme}.invalid`)
  }
  return result
}
