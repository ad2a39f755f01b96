/**
 * Headers that every answer has, whatever it is and whoever gives it. Where TLS ends in front of this server, who ends it
 * adds `Strict-Transport-Security`.
 */
const ALWAYS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
} as const

/** For what is no page: nothing may be loaded, and nothing may show it in a frame. */
export const BARE_HEADERS: Readonly<Record<string, string>> = {
  ...ALWAYS,
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

/**
 * For whatever may be a page. Its own scripts only; styles may be inline because the widget library writes some.
 * Connections go to this origin, whose `host` is named for the WebSocket: not every browser counts that as the same.
 */
export function pageHeaders(host: string): Readonly<Record<string, string>> {
  return { ...ALWAYS, 'content-security-policy': pagePolicy(host) }
}

function pagePolicy(host: string): string {
  const isHost = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(host)
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self'${isHost ? ` ws://${host} wss://${host}` : ''}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';')
}
