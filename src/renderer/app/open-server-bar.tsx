import { OPEN_SERVER } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { useLive } from '../state/context.ts'
import classes from './open-server-bar.module.css'

/** On every screen of a server that lets everybody in: what is seen here, others see and change unasked. */
export function OpenServerBar(): ReactNode {
  const isOpen = useLive(({ board }) => board?.health.get(OPEN_SERVER)?.status === 'unhealthy')
  if (!isOpen) return null
  return (
    <p className={classes.bar} role="status">
      <strong>This server is open to everybody who reaches it.</strong> Nobody signs in, and whoever comes may
      see and silence everything. <a href="#/health">Health</a>
    </p>
  )
}
