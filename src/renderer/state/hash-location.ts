import { useSyncExternalStore } from 'react'
import type { BaseLocationHook } from 'wouter'

/**
 * The place of the console as `#/path?query`: filter, grouping and time live in the query, so that every
 * screen is a link. (wouter's own hash hook keeps the query outside the hash.)
 */
export interface Place {
  /** Begins with `/`. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
}

const CHANGED = 'watchfloor:place'

/** Reads a place from a hash such as `#/silences?x=1`. */
export function parsePlace(hash: string): Place {
  const [path = '', ...rest] = hash.replace(/^#?\/?/, '').split('?')
  return { path: `/${path}`, query: rest.join('?') }
}

/** Goes to `/path?query`. `replace` leaves no step in the history: for typing and toggling. */
export function goTo(to: string, options: { readonly replace?: boolean } = {}): void {
  const url = `#/${to.replace(/^#?\/?/, '')}`
  if (options.replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  dispatchEvent(new Event(CHANGED))
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  addEventListener(CHANGED, changed)
  return () => {
    removeEventListener('hashchange', changed)
    removeEventListener(CHANGED, changed)
  }
}

/** The query of the place, without the question mark. */
export function useQuery(): string {
  return useSyncExternalStore(subscribe, () => parsePlace(location.hash).query)
}

/** wouter's location hook. */
export const useHashPath: BaseLocationHook = Object.assign(
  (): [string, (path: string, options?: { replace?: boolean }) => void] => [
    useSyncExternalStore(subscribe, () => parsePlace(location.hash).path),
    goTo,
  ],
  { searchHook: useQuery, hrefs: (href: string) => `#${href}` },
)
