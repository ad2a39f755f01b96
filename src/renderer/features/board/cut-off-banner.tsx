import type { ReactNode } from 'react'
import { useBoard, useLive, useWatchfloor } from '../../state/context.ts'
import { useTicking } from '../../state/ticker.ts'
import { provedAt } from '../../state/trust.ts'
import { formatCount } from '../../ui/counts.ts'
import { formatClock, formatDuration } from '../../ui/times.ts'
import classes from './cut-off-banner.module.css'

/** In the pulse strip's place while nothing is received: since when, what the board still is, what happens next. */
export function CutOffBanner(): ReactNode {
  const proved = useLive((state) => provedAt(state.freshness))
  const isSignedOut = useLive((state) => state.freshness?.state === 'signed_out')
  const criticals = useBoard(({ arrangement }) => arrangement?.total.levels.critical ?? 0)
  const firing = useBoard(({ arrangement }) => arrangement?.total.firing ?? 0)
  const since = proved === null ? '' : ` since ${formatClock(proved, 'seconds')}`
  return (
    <div className={classes.banner} role="alert">
      <p className={classes.title}>Not receiving{since}</p>
      <p className={classes.text}>
        {proved === null
          ? 'Nothing was ever received here.'
          : `Below is the board as of ${formatClock(proved, 'seconds')}: ${formatCount(firing)} firing, ${formatCount(criticals)} critical.`}{' '}
        {isSignedOut ? 'Sign in to receive.' : <Retry />}
      </p>
    </div>
  )
}

function Retry(): ReactNode {
  const { live } = useWatchfloor()
  const text = useTicking(({ monotonic }) => {
    const { freshness, freshness_at } = live.getState()
    if (freshness?.state !== 'offline' || freshness.retry_at === null) return 'Trying again now.'
    const left = freshness.retry_at - freshness.at - (monotonic() - freshness_at)
    return left < 1_000 ? 'Trying again now.' : `Trying again in ${formatDuration(left)}.`
  })
  return <span aria-hidden="true">{text}</span>
}
