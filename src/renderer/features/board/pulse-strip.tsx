import { LEVELS, type Level } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { type Doubts, doubtsOf } from '../../../shared/doubts.ts'
import { healthMark } from '../../../shared/health-mark.ts'
import { LANE_TITLES, type Lane } from '../../../shared/lanes.ts'
import { LEFT_OUT_WHY, leftOutLevels, leftOutShort } from '../../../shared/left-out-words.ts'
import { isNotReceiving } from '../../../shared/receiving.ts'
import { useBoard, useLeftOut, useLive, useWatchfloor } from '../../state/context.ts'
import { sources } from '../../state/trust.ts'
import { toggleLevel } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import { CutOffBanner } from './cut-off-banner.tsx'
import classes from './pulse-strip.module.css'

export interface PulseStripProps {
  readonly timeline: (height: number) => ReactNode
}

/** How much of what there is, and the last day. The banner of a lost connection takes its place, never more. */
export function PulseStrip({ timeline }: PulseStripProps): ReactNode {
  const isCutOff = useLive((state) => state.saved_at !== null || isNotReceiving(state.freshness))
  return (
    <div className={classes.strip} data-region="Pulse">
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
          <LaneCounts />
          <div className={classes.timeline}>{timeline(24)}</div>
          <SourceCounts />
        </>
      )}
    </div>
  )
}

/** How many of a level fire on the whole board. It lights while a critical waits outside the held list. */
function Counter({ level }: { readonly level: Level }): ReactNode {
  const here = useBoard(({ arrangement }) => arrangement?.total.levels[level])
  const left = useLeftOut()?.[level] ?? 0
  const count = (here ?? 0) + left
  const isLit = useBoard(({ queue }) => level === 'critical' && queue.criticals > 0)
  const isOn = useBoard(({ view }) => view.levels.length === 1 && view.levels[0] === level)
  return (
    <button
      type="button"
      className={classes.counter}
      data-level={level}
      data-lit={isLit || undefined}
      data-none={count === 0 || undefined}
      aria-pressed={isOn}
      aria-label={`${here === undefined ? 'not known yet how many' : count} ${LEVEL_NAMES[level].toLowerCase()}${left === 0 ? '' : `, ${left} of them left out`}: show only these`}
      data-hint={left === 0 ? undefined : `${formatCount(left)} of these are left out.\n${LEFT_OUT_WHY}`}
      onClick={() => changeView((view) => toggleLevel({ ...view, levels: isOn ? [level] : [] }, level))}
    >
      <SeverityShape level={level} size={20} />
      <span className={classes.number}>{here === undefined ? '–' : formatCount(count)}</span>
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
  const more = useLeftOut() === undefined ? '' : '+'
  if (lanes === undefined) return null
  const counted = COUNTED.filter(([lane]) => lane === 'needs' || lane === 'handled' || lanes[lane] > 0)
  return (
    <p className={classes.lanes}>
      {counted.map(([lane, word], index) => (
        <span key={lane} className={classes.lane} data-lane={lane} data-hint={LANE_TITLES[lane]}>
          {index > 0 && ' · '}
          {word}{' '}
          <strong>
            {formatCount(lanes[lane])}
            {more}
          </strong>
        </span>
      ))}
      <LeftOutWords />
      <DoubtWords />
    </p>
  )
}

/** The board that is too large says so beside its counts, whose `+` means at least. */
function LeftOutWords(): ReactNode {
  const left = useLeftOut()
  if (left === undefined) return null
  return (
    <span className={classes.leftOut} data-hint={`Left out: ${leftOutLevels(left)}.\n${LEFT_OUT_WHY}`}>
      {' · '}
      {leftOutShort(left)}
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
    <span className={classes.quietWords}>
      {' '}
      · {word} {count}
    </span>
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
