import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { useBoard, useWatchfloor } from '../../state/context.ts'
import type { Queue } from '../../state/frozen.ts'
import classes from './queue-button.module.css'

/** What waits while the list is held: "12 new", or "1 critical, 11 new". */
export function queueWords({ criticals, others }: Queue): string {
  const parts = [
    criticals > 0 ? `${formatCount(criticals)} critical` : '',
    others > 0 ? `${formatCount(others)} new` : '',
  ]
  return parts.filter(Boolean).join(', ')
}

/** Takes in what waits. It lies over the first lane's head, so that its coming moves nothing. */
export function QueueButton(): ReactNode {
  const { board } = useWatchfloor()
  const criticals = useBoard(({ queue }) => queue.criticals)
  const others = useBoard(({ queue }) => queue.others)
  if (criticals + others === 0) return null
  return (
    <button
      type="button"
      className={classes.button}
      data-critical={criticals > 0 || undefined}
      onClick={() => board.takeIn()}
    >
      {`${queueWords({ criticals, others })} — press .`}
    </button>
  )
}
