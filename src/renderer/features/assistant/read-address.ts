import { isReadableOnTheWay, isThisComputer } from '@watchfloor/contract'

export type ReadAddress =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly error: string }

/** Reads what a person types or pastes as a server's address: its scheme may be missing, a page's hash is cut off. */
export function readAddress(typed: string): ReadAddress {
  const text = typed.trim()
  if (text === '') return { ok: false, error: 'Type the address of the server.' }
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
  if (hasScheme && !/^https?:\/\//i.test(text))
    return { ok: false, error: 'The address begins with https:// or http://.' }
  const url = URL.parse(hasScheme ? text : `https://${text}`)
  if (url === null || url.hostname === '' || /\s/.test(text))
    return { ok: false, error: 'This is no address. One looks like watch.example.com.' }
  if (url.username !== '' || url.password !== '')
    return { ok: false, error: 'No user or password in the address: a token has its own field.' }
  if (!hasScheme && isThisComputer(url.hostname)) url.protocol = 'http:'
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/(index\.html)?$/, '')
  return { ok: true, address: url.href.replace(/\/$/, '') }
}

/** Would what is sent there, a token for example, be readable on the way? */
export function isReadable(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && isReadableOnTheWay(url)
}
