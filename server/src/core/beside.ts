import type { Millis } from '@watchfloor/contract'
import type { Logger } from '../ground/logger.ts'
import type { Finding } from '../health/rows.ts'
import { NotStored } from '../ledger/command.ts'
import type { Duty, DutyChange, Shared } from '../storage/shared.ts'
import type { ClockWatch } from './clock-watch.ts'

/** What of a core concerns the other servers that share its store; on one alone it is idle. */
export interface Beside {
  /** For how long it is not known that everything which others committed is here, ms; 0 where there are none. */
  readonly behind: () => Millis
  /** Another one is gone: what it left half done is looked after, and if it vanished, deadlines wait (S4). */
  readonly gone: (why: 'left' | 'vanished') => void
  /** Until when deadlines wait because of this one; the others are to know. */
  readonly holdUntil: () => Millis
  /** The latest of the others': the deadlines that pass here are their senders' too. */
  readonly holdAlso: (until: Millis) => void
  /** Health rows that are this one's alone. */
  readonly findings: () => readonly Finding[]
}

export interface BesideParts extends Pick<Beside, 'behind' | 'findings'> {
  readonly shared: Shared | undefined
  readonly duty: Duty
  readonly watch: ClockWatch
  /** Takes over what others did. */
  readonly follow: () => Promise<boolean>
  /** Looks after what was left half done. */
  readonly mend: () => Promise<void>
  /** Does at once what the clock has to do. */
  readonly look: () => void
  readonly onFailed: (task: string, error: unknown) => void
  readonly logger: Logger
}

/** Begins to follow the others, and to do what the clock has to do whenever that falls to this server. */
export function startBeside(parts: BesideParts): { readonly beside: Beside; readonly stop: () => void } {
  const { shared, duty, watch, behind, findings, logger } = parts
  const gone = (why: DutyChange): void => {
    if (why === 'vanished') watch.hold()
    if (!duty.isMine()) return
    parts.mend().catch((error: unknown) => {
      if (!(error instanceof NotStored)) parts.onFailed('duty', error)
    })
  }
  const stops = [
    shared?.onWake(() => void parts.follow()),
    duty.onChange((isMine, why) => {
      logger.info({ on_duty: isMine, why }, 'the duty changed hands')
      gone(why)
      if (isMine) parts.look()
    }),
  ]
  return {
    beside: {
      behind,
      gone,
      holdUntil: () => watch.ownHoldUntil,
      holdAlso: (until) => watch.holdAlso(until),
      findings,
    },
    stop: () => {
      for (const stop of stops) stop?.()
    },
  }
}
