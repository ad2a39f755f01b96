import { FINGERPRINT_PATTERN } from '@watchfloor/contract'
import { alertPath } from '../../shared/page-paths.ts'
import { SCHEME } from '../window/own-page.ts'

/** Where a link from elsewhere may lead. It never does anything but show. */
export type DeepLink =
  | { readonly to: 'alert'; readonly fingerprint: string }
  | { readonly to: 'inbox' }
  /** A screen with what is asked for there, such as matchers: the page reads it, as it reads any link. */
  | { readonly to: 'board' | 'alerts' | 'silences'; readonly query: string }
  /** The form of a silence, prefilled or of a known one; only a person sends it. */
  | { readonly to: 'silence'; readonly id: string; readonly query: string }
  /** Another server is proposed, with a code that counts once: the page asks, main checks. */
  | { readonly to: 'join'; readonly query: string }
  /** A link of ours that leads nowhere: it is said, instead of a screen that was not asked for. */
  | { readonly to: 'nowhere'; readonly address: string }

/** What is longer is no link that somebody wrote. */
const LONGEST = 16_384
/** Visible ASCII, which is what is left of an address that was encoded; a second hash would be another address. */
const QUERY = '(?:\\?([\\x21\\x22\\x24-\\x7e]*))?'
const ALERT = new RegExp(`^${SCHEME}://alert/(${FINGERPRINT_PATTERN})/?$`)
const SCREEN = new RegExp(`^${SCHEME}://(board|alerts|silences|inbox)/?${QUERY}$`)
const SILENCE = new RegExp(`^${SCHEME}://silences/(new|[0-9a-f-]{36})/?${QUERY}$`)
const JOIN = new RegExp(`^${SCHEME}://join/?${QUERY}$`)
const OURS = new RegExp(`^${SCHEME}://[\\x21-\\x7e]+$`)

/** Reads a link as the system hands it over; undefined for what is none of ours. */
export function parseDeepLink(address: string): DeepLink | undefined {
  if (!OURS.test(address)) return undefined
  const nowhere = { to: 'nowhere', address: address.slice(0, LONGEST) } as const
  if (address.length > LONGEST) return nowhere
  const [, fingerprint] = ALERT.exec(address) ?? []
  if (fingerprint !== undefined) return { to: 'alert', fingerprint }
  const [, id, form = ''] = SILENCE.exec(address) ?? []
  if (id !== undefined) return { to: 'silence', id, query: form }
  const [, invitation] = JOIN.exec(address) ?? []
  if (invitation !== undefined) return { to: 'join', query: invitation }
  const [, place, query = ''] = SCREEN.exec(address) ?? []
  if (place === 'inbox') return query === '' ? { to: 'inbox' } : nowhere
  return place === undefined ? nowhere : { to: place as 'board', query }
}

/** The link among a program's arguments, which is how Windows and Linux hand it over. */
export function deepLinkIn(args: readonly string[]): DeepLink | undefined {
  for (const arg of args) {
    const link = parseDeepLink(arg)
    if (link !== undefined) return link
  }
  return undefined
}

/** The board's own address for it. */
export function hashOfLink(link: DeepLink): string {
  switch (link.to) {
    case 'alert':
      return `#${alertPath(link.fingerprint)}`
    case 'board':
      return withQuery('#/', link.query)
    case 'alerts':
    case 'silences':
      return withQuery(`#/${link.to}`, link.query)
    case 'silence':
      return withQuery(`#/silences/${link.id}`, link.query)
    case 'inbox':
      return '#/inbox'
    case 'join':
      return withQuery('#/join', link.query)
    case 'nowhere':
      return `#/nowhere?${new URLSearchParams({ link: link.address })}`
  }
}

function withQuery(hash: string, query: string): string {
  return query === '' ? hash : `${hash}?${query}`
}
