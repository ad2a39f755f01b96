import { readQuery } from '../../shared/query.ts'
import { type Place, useHashPath, useQuery } from './hash-location.ts'

/** The screen on which one signs in, which leads back to this place afterwards. */
export function signInPlace({ path, query }: Place): string {
  if (path === '/sign-in') return `/sign-in${query === '' ? '' : `?${query}`}`
  const here = query === '' ? path : `${path}?${query}`
  return here === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ to: here })}`
}

/** Where the screen of that query leads back to: always a place of this console. */
export function placeAfter(query: string): string {
  const to = readQuery(query).get('to') ?? '/'
  return to.startsWith('/') && !to.startsWith('/sign-in') ? to : '/'
}

export function useSignInPlace(): string {
  const [path] = useHashPath()
  return signInPlace({ path, query: useQuery() })
}

const KEPT = 'watchfloor.place-after-sign-in'

/** Keeps it while the browser is at a provider: who comes from there comes to the server's first page. */
export function keepPlaceAfter(place: string, shelf: Pick<Storage, 'setItem'>): void {
  try {
    shelf.setItem(KEPT, place)
  } catch {
    // A private window: then one comes back to the board.
  }
}

/** The place that was kept, once; undefined when there is none. */
export function takePlaceAfter(shelf: Pick<Storage, 'getItem' | 'removeItem'>): string | undefined {
  try {
    const place = shelf.getItem(KEPT)
    shelf.removeItem(KEPT)
    return place === null ? undefined : placeAfter(`to=${encodeURIComponent(place)}`)
  } catch {
    return undefined
  }
}
