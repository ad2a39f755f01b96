/** Is it the address of a server: http or https, and no name or password in it, which would not be what it looks like? */
export function isServerAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

/** Are two addresses the same server, however they are spelled? */
export function isSameServer(one: string, other: string): boolean {
  return spelledServer(one) === spelledServer(other)
}

/** One server has one spelling. */
export function spelledServer(address: string): string {
  return (URL.parse(address)?.href ?? address).replace(/\/+$/, '')
}
