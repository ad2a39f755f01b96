import type { Millis } from '@watchfloor/contract'
import type { Clock } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Tracing } from '../ground/tracing.ts'
import type { LostTail } from '../health/lost-tail.ts'
import type { Others } from '../ledger/others.ts'
import type { State } from '../ledger/state.ts'
import { differenceOf, type TakenOver, takeOver } from '../ledger/take-over.ts'
import type { OpenLog } from '../log/open-log.ts'
import type { StatsCollector } from '../stats/stats-collector.ts'
import type { CaughtUp, Shared } from '../storage/shared.ts'
import type { Stored } from '../storage/storage.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { CoreMetrics } from './core-metrics.ts'
import type { StoreWatch } from './store-watch.ts'
import type { Unwritten } from './unwritten.ts'
import type { Views } from './views.ts'

export interface FollowingParts {
  readonly shared: Shared
  readonly state: State
  readonly unwritten: Unwritten
  readonly open: OpenLog
  readonly store: StoreWatch
  readonly watch: Pick<ClockWatch, 'stoodStillSince'>
  readonly stats: StatsCollector
  /** Undefined before anybody can look. */
  readonly views: () => Pick<Views, 'startOver'> | undefined
  /** Schedules, counts and tells what others did. */
  readonly afterOthers: (taken: TakenOver) => void
  readonly earliestOf: (stored: Stored) => Promise<number>
  readonly lostTail: LostTail
  readonly tracing: Tracing | undefined
  readonly metrics: CoreMetrics
  readonly clock: Clock
  readonly logger: Logger
}

/** How this server keeps up with the others that write to its store. */
export interface Following extends Others {
  /** For how long it is not known that everything which is committed is here, ms. */
  readonly behind: () => Millis
  /** Since when that is so, when it is so for longer than it usually is between two looks. */
  readonly asOf: () => Millis | undefined
  /** A commit of our own that took so long was kept: when it was asked for, everything was here. */
  readonly committed: (seconds: number) => void
  /**
   * To be called every second: looks, where nothing else had it look, and says so when the store has not answered for long.
   * Whoever asks it may wait for much longer than that.
   */
  readonly watch: () => void
}

const LOOK_MS = 1_000
const FRESH_MS = 3_000
const LOST_MS = 4_500
/** Whoever slept for so long shows what is old, until it has looked. */
const SLEEP_MS = 5_000

export function followOthers(parts: FollowingParts): Following {
  const { shared, state, unwritten, open, store, tracing, metrics, clock } = parts
  let knownAt = clock.monotonic()
  const goAhead = (caught: Extract<CaughtUp, { kind: 'ahead' }>): void => {
    metrics.takenOver(caught.events.length)
    const taken = takeOver(state, caught, unwritten)
    if (caught.terms !== undefined) open.goOnIn(caught.terms)
    const tell = (): void => parts.afterOthers(taken)
    if (tracing === undefined) tell()
    else tracing.takenOver(caught.traces ?? [], tell)
  }
  const startOver = ({ stored, lost }: Extract<CaughtUp, { kind: 'anew' }>, earliest: number): void => {
    metrics.turned(lost)
    tellLost(parts, lost, stored.head)
    const { auditEnd, terms, head, recent } = stored
    const taken = takeOver(state, { events: [], records: differenceOf(state, stored), auditEnd }, unwritten)
    parts.afterOthers(taken)
    parts.stats.startOver(stored.resolvedToday)
    open.turn({ terms, head, earliest, recent })
    parts.views()?.startOver()
  }
  const behind = (): Millis => clock.monotonic() - knownAt
  // What the store says is not heard while this process stands still: that is not the store's silence.
  const silence = (): Millis => {
    const stoodStill = parts.watch.stoodStillSince(knownAt)
    return behind() - (stoodStill > SLEEP_MS ? 0 : stoodStill)
  }
  return {
    look: async ({ hold }) => {
      const began = clock.monotonic()
      const caught = await shared.catchUp({ hold })
      knownAt = began
      if (caught.kind === 'same') return undefined
      if (caught.kind === 'ahead') return () => goAhead(caught)
      const earliest = await parts.earliestOf(caught.stored)
      return () => startOver(caught, earliest)
    },
    letGo: () => shared.letGo(),
    onLost: (error) => store.lost(error),
    onOvertaken: () => metrics.overtaken(),
    behind,
    asOf: () => (silence() <= FRESH_MS ? undefined : clock.now() - behind()),
    committed: (seconds) => {
      knownAt = Math.max(knownAt, clock.monotonic() - seconds * 1000)
    },
    watch: () => {
      if (silence() > LOST_MS && open.log.degraded() === undefined)
        store.lost(new Error(`it has not answered for ${Math.round(behind() / 1000)} s`))
      if (behind() >= LOOK_MS) void open.log.catchUp()
    },
  }
}

/** What was shown and is not kept: people should know, because nobody will send it again. */
function tellLost({ lostTail, clock, logger }: FollowingParts, lost: number, head: number): void {
  if (lost === 0) {
    logger.warn({ head }, 'everything was read from the store anew: too much happened there at once')
    return
  }
  lostTail.note(lost, clock.now())
  logger.error(
    { lost, head },
    'the database went back: events that were shown are not kept, and the log goes on in a new term',
  )
}
