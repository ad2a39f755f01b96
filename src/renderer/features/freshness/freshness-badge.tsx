import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { doubtsOf, doubtText } from '../../../shared/doubts.ts'
import { momentText } from '../../../shared/times.ts'
import { useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { useMoment } from '../../state/moment.ts'
import { proofAge } from '../../state/trust.ts'
import { type Badge, badgeOf, TAB_WORDS, viewing } from './badge-words.ts'
import { Chain } from './chain.tsx'
import classes from './freshness.module.css'

/** How fresh the board is, always at the top right; a press shows the chain of hops. */
export function FreshnessBadge(): ReactNode {
  const { bridge } = useWatchfloor()
  const state = useLive((live) => live)
  // The whole badge as one text, so that a second that changes nothing in it renders nothing.
  const written = useTicking(({ monotonic }) => {
    const freshness = state.freshness
    const elapsed = freshness === null ? 0 : monotonic() - state.freshness_at
    return JSON.stringify(
      badgeOf({
        freshness,
        age: proofAge(state, monotonic()),
        monotonic: (freshness?.at ?? 0) + elapsed,
        server: bridge.server,
        doubts: state.board === null ? '' : doubtText(doubtsOf(state.board.health.values())),
      }),
    )
  })
  const moment = useMoment()
  const viewed = useTicking(({ now }) => (moment === null ? '' : momentText(moment, now())))
  const badgeNow = JSON.parse(written) as Badge
  const badge = moment === null ? badgeNow : viewing(viewed, badgeNow)
  return (
    <Popover position="bottom-end" withArrow trapFocus shadow="md">
      <Popover.Target>
        <button type="button" className={classes.badge} data-tone={badge.tone} aria-haspopup="dialog">
          <span className={classes.mark} data-mark={badge.mark} aria-hidden />
          <span className={classes.words}>{badge.text}</span>
          {bridge.kind === 'browser' && moment === null && (
            <span className={classes.suffix}>· {TAB_WORDS}</span>
          )}
        </button>
      </Popover.Target>
      <span role="status" className={classes.spoken}>
        {badge.spoken}
      </span>
      <Popover.Dropdown>
        <Chain />
      </Popover.Dropdown>
    </Popover>
  )
}
