import type { ReactNode } from 'react'
import { lineOf } from '../../shared/alert-words.ts'
import { useQuery } from '../state/hash-location.ts'
import { Page } from '../ui/page.tsx'
import { wholePlace } from './foreign-links.ts'

/** A link that leads nowhere is said to, and the board is not shown as if it had been asked for. */
export function NoScreen(): ReactNode {
  const query = useQuery()
  const place = new URLSearchParams(query).get('link') ?? wholePlace(location.hash)
  return (
    <Page title="This link leads nowhere here">
      <p>
        There is no screen <code>{lineOf(place)}</code>.
      </p>
      <p>
        <a href="#/">Board</a> · <a href="#/silences">Silences</a>
      </p>
    </Page>
  )
}
