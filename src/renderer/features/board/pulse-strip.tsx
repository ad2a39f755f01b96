import { LEVELS, type Level } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { type Doubts, doubtsOf } from '../../../shared/doubts.ts'
import { healthMark } from '../../../shared/health-mark.ts'
import { LANE_TITLES, type Lane } from '../../../shared/lanes.ts'
import { LEFT_OUT_WHY, leftOutLevels, leftOutShort } from '../../../shared/left-out-words.ts'
import { isNotReceiving } from '../../../shared/receiving.ts'
import { useBoard, useLeftOut, useLeftOutHow, useLive, useWatchfloor } from '../../state/context.ts'
import { sources } from '../../state/trust.ts'
import { toggleLevel } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import { criticalsText } from './critical-words.ts'
import { CutOffBanner } from './cut-off-banner.tsx'
import classes from './pulse-strip.module.css'
import { StormLine, useStorm } from './storm-line.tsx'

export interface PulseStripProps {
  readonly timeline: (height: number) => ReactNode
}

/** How much of what there is, and the last day. The banner of a lost connection takes its place, never more. */
export function PulseStrip({ timeline }: PulseStripProps): ReactNode {
  const isCutOff = useLive((state) => state.saved_at !== null || isNotReceiving(state.freshness))
  const storm = useStorm()
  return (
    <div className={classes.strip} data-region="Pulse" data-storm={storm !== null || undefined}>
      {isCutOff ? (
        <CutOffBanner />
      ) : (
        <>
          <div className={classes.counters}>
            {LEVELS.filter((level) => level !== 'unset').map((level) => (
              <Counter key={level} level={level} />
            ))}
            <UnsetCounter />
          </div>
          <div className={classes.facts}>
            <LaneCounts />
            <div className={classes.second}>
              <DoubtWords />
              {storm !== null && <StormLine storm={storm} />}
            </div>
          </div>
          <div className={classes.timeline}>{timeline(24)}</div>
          <SourceCounts />
        </>
      )}
    </div>
  )
}

/**
 * How many of a level need somebody, and how many fire on the whole board. It lights while a critical waits outside the
 * held list.
 */
function Counter({ level }: { readonly level: Level }): ReactNode {
  const here = useBoard(({ arrangement }) => arrangement?.total.levels[level])
  const alone = useBoard(({ arrangement }) => arrangement?.total.alone[level] ?? 0)
  const left = useLeftOut()?.[level] ?? 0
  const how = useLeftOutHow()
  const count = (here ?? 0) + left
  const needed = alone + left
  const isLit = useBoard(({ queue }) => level === 'critical' && queue.criticals > 0)
  const isOn = useBoard(({ view }) => view.levels.length === 1 && view.levels[0] === level)
  return (
    <button
      type="button"
      className={classes.counter}
      data-level={level}
      data-lit={isLit || undefined}
      data-none={needed === 0 || undefined}
      aria-pressed={isOn}
      aria-label={`${here === undefined ? 'not known yet how many' : count} ${LEVEL_NAMES[level].toLowerCase()}${needed === count ? '' : `, ${needed} of them need somebody`}${left === 0 ? '' : `, ${left} of them ${how}`}: show only these`}
      data-hint={left === 0 ? undefined : `${formatCount(left)} of these are ${how}.\n${LEFT_OUT_WHY[how]}`}
      onClick={() => changeView((view) => toggleLevel({ ...view, levels: isOn ? [level] : [] }, level))}
    >
      <SeverityShape level={level} size={20} />
      <span className={classes.number}>{here === undefined ? '–' : formatCount(needed)}</span>
      {needed !== count && <span className={classes.total}>of {formatCount(count)}</span>}
    </button>
  )
}

/** Severities that nobody has mapped count like warnings, so they are not left out; most boards have none. */
function UnsetCounter(): ReactNode {
  const here = useBoard(({ arrangement }) => arrangement?.total.levels.unset ?? 0)
  const left = useLeftOut()?.unset ?? 0
  return here + left === 0 ? null : <Counter level="unset" />
}

const COUNTED: readonly (readonly [Lane, string])[] = [
  ['needs', 'needs'],
  ['handled', 'handled'],
  ['unconfirmed', 'unconfirmed'],
  ['suppressed', 'suppr.'],
]

function LaneCounts(): ReactNode {
  const lanes = useBoard(({ arrangement }) => arrangement?.total.lanes)
  const criticals = useBoard(({ arrangement }) =>
    arrangement === null ? '' : criticalsText(arrangement.total.criticals),
  )
  const isSomebodys = useBoard(({ arrangement }) => {
    const { needs = 0, unconfirmed = 0 } = arrangement?.total.criticals ?? {}
    return needs + unconfirmed === 0
  })
  const more = useLeftOut() === undefined ? '' : '+'
  if (lanes === undefined) return null
  const counted = COUNTED.filter(([lane]) => lane === 'needs' || lane === 'handled' || lanes[lane] > 0)
  return (
    <p
      className={classes.lanes}
      data-criticals={criticals === '' ? undefined : isSomebodys ? 'taken' : 'free'}
    >
      {criticals !== '' && <strong className={classes.criticals}>{criticals}</strong>}
      {counted.map(([lane, word], index) => (
        <span key={lane} className={classes.lane} data-lane={lane} data-hint={LANE_TITLES[lane]}>
          {(index > 0 || criticals !== '') && ' · '}
          {word}{' '}
          <strong>
            {formatCount(lanes[lane])}
            {more}
          </strong>
        </span>
      ))}
      <LeftOutWords />
    </p>
  )
}

/** The board that is too large says so beside its counts, whose `+` means at least. */
function LeftOutWords(): ReactNode {
  const left = useLeftOut()
  const how = useLeftOutHow()
  if (left === undefined) return null
  return (
    <span className={classes.leftOut} data-hint={`${leftOutLevels(left)} ${how}.\n${LEFT_OUT_WHY[how]}`}>
      {' · '}
      {leftOutShort(left, how)}
    </span>
  )
}

function useDoubts(): Doubts {
  const health = useLive((state) => state.board?.health)
  return doubtsOf(health?.values() ?? [])
}

/** On a phone the strip has room for one more fact: the gravest of what is broken. */
function DoubtWords(): ReactNode {
  const { missing, failing, quiet } = useDoubts()
  const word = missing.length > 0 ? 'missing' : failing.length > 0 ? 'failing' : 'quiet'
  const count = (missing.length > 0 ? missing : failing.length > 0 ? failing : quiet).length
  return count === 0 ? null : (
    <p className={classes.quietWords}>
      {word} {count}
    </p>
  )
}

/** Where the side rail does not fit: how many sources report, and what is broken. */
function SourceCounts(): ReactNode {
  const { screen } = useWatchfloor()
  const health = useLive((state) => state.board?.health)
  const { missing, failing, quiet } = useDoubts()
  const all = sources(health?.values() ?? [])
  const ok = all.filter((one) => healthMark(one) === 'ok').length
  const broken = missing.length + failing.length
  if (all.length + broken === 0) return null
  return (
    <button
      type="button"
      className={classes.sources}
      onClick={() => screen.setState({ isRailOpen: true })}
      data-hint="Health, silences and quick actions  i"
    >
      {all.length > 0 && (
        <span>
          <span className={classes.ok}>●</span> {ok} ok
        </span>
      )}
      {missing.length > 0 && <span className={classes.quiet}>✕ {missing.length} missing</span>}
      {failing.length > 0 && <span className={classes.quiet}>✕ {failing.length} failing</span>}
      {quiet.length > 0 && <span className={classes.quiet}>◌ {quiet.length} quiet</span>}
    </button>
  )
}
