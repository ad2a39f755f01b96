import type { ReactNode } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { useQuery } from '../../state/hash-location.ts'
import { Page } from '../../ui/page.tsx'
import { Chain } from './chain.tsx'
import { Servers } from './servers.tsx'

/** The chain of hops as a screen of its own. */
export function ChainScreen(): ReactNode {
  const { bridge } = useWatchfloor()
  const isStatus = new URLSearchParams(useQuery()).get('from') === 'status'
  return (
    <Page
      title="Chain"
      width="table"
      lead="Every hop from a source to this board, with its last proof of life."
    >
      {isStatus && (
        <p role="status">
          This is in place of Alertmanager’s status page. Its version, cluster and configuration are at{' '}
          <a href={`${bridge.server}/api/v2/status`} target="_blank" rel="noopener noreferrer">
            /api/v2/status
          </a>
          .
        </p>
      )}
      <Chain />
      <Servers />
    </Page>
  )
}
