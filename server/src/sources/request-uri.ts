/** What no URI holds: control characters, and a percent sign that begins no escape. */
const UNFIT = /[\x00-\x1f\x7f]|%(?![0-9a-fA-F]{2})/

/** A scheme without an authority behind it. */
const OPAQUE = /^[a-zA-Z][a-zA-Z0-9+.-]*:(?!\/\/)/

/** With one: perhaps a user, a host by its name or address, or an IPv6 address in brackets, and perhaps a port. */
const HIERARCHICAL =
  /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/(?:[^\s"<>\\^`{|}[\]@/?#]*@)?(?:\[[^\s"<>\\^`{|}[\]@/?#]*\]|[^\s"<>\\^`{|}[\]@:/?#]*)(?::\d*)?(?:[/?#]|$)/

/** Go's `url.ParseRequestURI`, by which Alertmanager judges: an absolute path or an absolute URI. */
export function isRequestUri(text: string): boolean {
  if (UNFIT.test(text)) return false
  return HIERARCHICAL.test(text) || text.startsWith('/') || text === '*' || OPAQUE.test(text)
}
