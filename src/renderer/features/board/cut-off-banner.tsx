import { leftOutCount } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { leftOutShort } from '../../../shared/left-out-words.ts'
import { isNotReceiving } from '../../../shared/receiving.ts'
import { asOfText, formatDuration, momentText } from '../../../shared/times.ts'
import { useBoard, useLeftOut, useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { useSignInPlace } from '../../state/sign-in-place.ts'
import { provedAt } from '../../state/trust.ts'
import classes from './cut-off-banner.module.css'

/** In the pulse strip's place while nothing is received: since when, what the board still is, what happens next. */
export function CutOffBanner(): ReactNode {
  const title = useTitle()
  const text = useBoardText()
  const isCutOff = useLive((state) => isNotReceiving(state.freshness))
  const isSignedOut = useLive((state) => state.freshness?.state === 'signed_out')
  return (
    <div className={classes.banner} role="alert">
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>
        {text} {!isCutOff ? 'What happened since is not known yet.' : isSignedOut ? <SignIn /> : <Retry />}
      </p>
    </div>
  )
}

function useTitle(): string {
  const saved = useLive((state) => state.saved_at)
  const proved = useLive(provedAt)
  const isCutOff = useLive((state) => isNotReceiving(state.freshness))
  return useTicking(({ now }) => {
    if (saved !== null)
      return `Saved board from ${momentText(saved, now())}. ${isCutOff ? 'Not receiving.' : 'Connecting…'}`
    return proved === null ? 'Not receiving' : `Not receiving since ${asOfText(proved, now())}`
  })
}

function useBoardText(): string {
  const saved = useLive((state) => state.saved_at)
  const proved = useLive(provedAt)
  const left = useLeftOut()
  const criticals =
    useBoard(({ arrangement }) => arrangement?.total.levels.critical ?? 0) + (left?.critical ?? 0)
  const firing = useBoard(({ arrangement }) => arrangement?.total.firing ?? 0) + leftOutCount(left)
  const cut = leftOutShort(left)
  const counts = `${formatCount(firing)} firing, ${formatCount(criticals)} critical${cut === '' ? '' : `; ${cut}`}`
  return useTicking(({ now }) => {
    if (saved !== null) return `Then: ${counts}.`
    if (proved === null) return 'Nothing was ever received here.'
    return `Below is the board as of ${asOfText(proved, now())}: ${counts}.`
  })
}

function SignIn(): ReactNode {
  const place = useSignInPlace()
  return (
    <a className={classes.link} href={`#${place}`}>
      Sign in to receive.
    </a>
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
