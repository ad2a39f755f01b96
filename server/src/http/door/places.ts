import { posix } from 'node:path'
import { largest } from '@watchfloor/contract'

/** Where a request goes: on below the prefix, elsewhere, or nowhere. */
export type Place =
  | { readonly at: 'here'; readonly path: string }
  | { readonly at: 'elsewhere'; readonly status: 301 | 302 | 307; readonly location: string }
  /** `allow` says which methods there are, where it is the method that is wrong. */
  | { readonly at: 'nowhere'; readonly allow?: string }

/**
 * Paths that Alertmanager's own router answers, and not that of its API: a slash at their end or another case is a
 * redirect there, if the method is one of theirs.
 */
const ROUTED: Readonly<Record<string, readonly string[]>> = {
  '/metrics': ['GET', 'HEAD'],
  '/-/healthy': ['GET', 'HEAD'],
  '/-/ready': ['GET', 'HEAD'],
  '/-/reload': ['POST'],
}

/** With a slash at its end. */
const LONGEST_ROUTED = largest(Object.keys(ROUTED).map(({ length }) => length)) + 1

/**
 * Tells where a path leads on a server whose routes begin with `prefix`, which has no slash at its end and is empty at
 * the root. As Alertmanager does it: what is not clean (`//`, `/./`, `/../`, in any spelling) is 301 to what is, `/` is
 * 302 to the prefix, and outside of the prefix there is nothing.
 */
export function placesUnder(prefix: string): (method: string, url: string) => Place {
  return (method, url) => {
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const query = mark < 0 ? '' : url.slice(mark)
    const to = (status: 301 | 302 | 307, target: string): Place => ({
      at: 'elsewhere',
      status,
      location: query === '?' ? target : target + query,
    })
    const clean = cleanPath(path) ?? plainPath(path)
    if ((clean ?? path) === `${prefix}/api/v2`) return to(301, `${prefix}/api/v2/`)
    if (clean !== undefined) return to(301, clean)
    const isRead = method === 'GET' || method === 'HEAD'
    if (prefix !== '' && path === '/') {
      if (!isRead) return { at: 'nowhere', allow: 'GET, HEAD' }
      return { at: 'elsewhere', status: 302, location: prefix }
    }
    if (prefix !== '' && path === prefix) return isRead ? to(301, `${prefix}/`) : { at: 'nowhere' }
    const routed = routedPath(prefix, path)
    if (routed !== undefined) {
      if (ROUTED[routed]?.includes(method) !== true) return { at: 'nowhere' }
      return to(method === 'GET' ? 301 : 307, prefix + routed)
    }
    if (prefix !== '' && !path.startsWith(`${prefix}/`)) return { at: 'nowhere' }
    return { at: 'here', path: path.slice(prefix.length) + query }
  }
}

/** The path as it should be, where it is not; of one that cannot be decoded its route says so. */
function cleanPath(path: string): string | undefined {
  // The star of OPTIONS is no path.
  if (!path.startsWith('/')) return undefined
  let plain = path
  if (path.includes('%')) {
    try {
      plain = decodeURIComponent(path)
    } catch {
      return undefined
    }
  }
  if (!/\/(\.{0,2}\/|\.{1,2}$)/.test(plain)) return undefined
  return encodeURI(posix.normalize(plain).toWellFormed())
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23')
    .replaceAll('*', '%2A')
}

/** Signs that mean the same when they are written out (RFC 3986, 2.3). */
const NEEDLESS = /%(2[de]|3\d|[46][1-9a-f]|5[\daf]|7[\dae])/gi

/**
 * The path with such signs written out, where it has any. It would lead to the same place, but past the rules of a proxy
 * that compares paths as they are spelled: so there is one spelling of each.
 */
function plainPath(path: string): string | undefined {
  if (!path.includes('%')) return undefined
  const plain = path.replaceAll(NEEDLESS, decodeURIComponent)
  // Browsers take a backslash for a slash, and two of these for the beginning of a host.
  return plain === path ? undefined : plain.replaceAll('\\', '%5C')
}

/** Which of the routed paths this is but for its case and a slash at its end; undefined when it is that, or none. */
function routedPath(prefix: string, path: string): string | undefined {
  if (path.length > prefix.length + LONGEST_ROUTED) return undefined
  const lower = path.toLowerCase()
  const start = prefix.toLowerCase()
  if (!lower.startsWith(start)) return undefined
  const known = lower.slice(start.length).replace(/\/$/, '')
  if (!Object.hasOwn(ROUTED, known) || path === prefix + known) return undefined
  return known
}
