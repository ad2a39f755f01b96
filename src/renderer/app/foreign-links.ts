import { useLayoutEffect } from 'react'
import { goTo, parsePlace, useHashPath, useQuery } from '../state/hash-location.ts'
import { placeOfAlertmanager } from './alertmanager-place.ts'
import { placeOfKarma } from './karma-place.ts'

/** Parameters by which a query of the page itself is meant for a list of alerts. */
const OF_ALERTS = ['filter', 'receiver', 'silenced', 'inhibited', 'muted', 'active']

/**
 * Where the query of the page's own address leads, which is where karma has its links; our places stand in the hash.
 * Undefined when it says nothing, or the hash says more.
 */
export function placeOfSearch({ search, hash }: Pick<Location, 'search' | 'hash'>): string | undefined {
  if (!/^#?\/?$/.test(hash)) return undefined
  const given = new URLSearchParams(search)
  const isOfAlerts = OF_ALERTS.some((name) => given.has(name))
  return (
    placeOfKarma(search) ?? (isOfAlerts ? placeOfAlertmanager({ path: '/alerts', query: search }) : undefined)
  )
}

/** Before the page is shown: what its own query asks for becomes a place of ours. */
export function followSearch(page: Pick<Window, 'location' | 'history'>): void {
  const place = placeOfSearch(page.location)
  if (place !== undefined) page.history.replaceState(null, '', `${page.location.pathname}#${place}`)
}

/** Links of Alertmanager's page lead to the same thing here, whenever one is followed. */
export function useForeignLinks(): void {
  const [path] = useHashPath()
  const query = useQuery()
  useLayoutEffect(() => {
    const place = placeOfAlertmanager({ path, query })
    if (place !== undefined && place !== `${path}?${query}`) goTo(place, { replace: true })
  }, [path, query])
}

/** The place as it was written, for who is told that there is none. */
export function wholePlace(hash: string): string {
  const { path, query } = parsePlace(hash)
  return query === '' ? path : `${path}?${query}`
}
