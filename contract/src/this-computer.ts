/** Can what is sent there, a token for example, be read on the way? */
export function isReadableOnTheWay({ protocol, hostname }: URL): boolean {
  return protocol !== 'https:' && !isThisComputer(hostname)
}

/** A host as `URL` writes it, which spells out addresses: a name such as `127.example.com` is none. */
export function isThisComputer(hostname: string): boolean {
  return /^(.*\.)?localhost$/.test(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]'
}
