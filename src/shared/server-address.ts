/** Is it the address of a server: http or https, and no name or password in it, which would not be what it looks like? */
export function isServerAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}
