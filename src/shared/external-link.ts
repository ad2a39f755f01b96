const LONGEST = 8_192

/**
 * What may be opened outside this app, as the browser will read it; undefined when nothing may. The only door: alerts
 * bring links from anywhere, and the system would start programs for `file:`, `smb:` and others. An address that
 * carries a name or a password is not what it looks like.
 */
export function externalUrl(address: string): string | undefined {
  if (address.length > LONGEST || !URL.canParse(address)) return undefined
  const { protocol, hostname, username, password, href } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return hostname === '' || username !== '' || password !== '' ? undefined : href
}
