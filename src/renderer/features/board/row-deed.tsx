import type { BoardAlert } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useWatchfloor } from '../../state/context.ts'
import classes from './row-deed.module.css'

export interface RowDeedProps {
  readonly alerts: readonly BoardAlert[]
  /** What stands there otherwise. */
  readonly instead: ReactNode
}

/** What somebody else did to it a moment ago, where the eye is. */
export function RowDeed({ alerts, instead }: RowDeedProps): ReactNode {
  const text = useStore(useWatchfloor().deeds, ({ deeds }) => {
    if (deeds.size === 0) return undefined
    for (const { fingerprint } of alerts) {
      const deed = deeds.get(fingerprint)
      if (deed !== undefined) return deed.text
    }
    return undefined
  })
  return text === undefined ? instead : <strong className={classes.deed}>{text}</strong>
}
