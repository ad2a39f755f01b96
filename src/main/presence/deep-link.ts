import { FINGERPRINT_PATTERN } from '@watchfloor/contract'
import { alertPath } from '../../shared/page-paths.ts'
import { SCHEME } from '../window/own-page.ts'

/** Where a link from elsewhere may lead. It never does anything but show. */
export type DeepLink =
  | { readonly to: 'alert'; readonly fingerprint: string }
  | { readonly to: 'board' }
  | { readonly to: 'inbox' }

const LINK = new RegExp(`^${SCHEME}://(?:alert/(${FINGERPRINT_PATTERN})|(board|inbox))/?$`)

/** Reads a link as the system hands it over; undefined for all that is not in the set. */
export function parseDeepLink(address: string): DeepLink | undefined {
  const [, fingerprint, place] = LINK.exec(address) ?? []
  if (fingerprint !== undefined) return { to: 'alert', fingerprint }
  return place === 'board' || place === 'inbox' ? { to: place } : undefined
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
      return '#/'
    case 'inbox':
      return '#/inbox'
  }
}
