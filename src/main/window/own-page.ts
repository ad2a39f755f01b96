/** The scheme that the board is served by, inside this app alone; the same name as that of our deep links. */
export const SCHEME = 'watchfloor'
export const PAGE_HOST = 'console'
export const PAGE = `${SCHEME}://${PAGE_HOST}/index.html`

/** Is this an address of our own page? Parsed, since `watchfloor://console.example/` only looks like one. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return protocol === `${SCHEME}:` && host === PAGE_HOST && username === '' && password === ''
}
