import { OPEN_SERVER, PLAIN_SERVER } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { useLive } from '../state/context.ts'
import classes from './open-server-bar.module.css'

/** On every screen of a server that lets everybody in, or lets others read what is said to it. */
export function OpenServerBar(): ReactNode {
  const isOpen = useIsRed(OPEN_SERVER)
  const isPlain = useIsRed(PLAIN_SERVER)
  return (
    <>
      {isOpen && (
        <Bar what="This server is open to everybody who reaches it.">
          Nobody signs in, and whoever comes may see and silence everything.
        </Bar>
      )}
      {isPlain && (
        <Bar what="People sign in to this server over plain HTTP.">
          Whoever is on the way can read their tokens, and use them.
        </Bar>
      )}
    </>
  )
}

function useIsRed(component: string): boolean {
  return useLive(({ board }) => board?.health.get(component)?.status === 'unhealthy')
}

function Bar({ what, children }: { readonly what: string; readonly children: string }): ReactNode {
  return (
    <p className={classes.bar} role="status">
      <strong>{what}</strong> {children} <a href="#/health">Health</a>
    </p>
  )
}
