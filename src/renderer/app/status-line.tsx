import { leftOutCount } from '@watchfloor/contract'
import { Moon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { formatCount } from '../../shared/counts.ts'
import { isNarrow } from '../../shared/narrowing.ts'
import { isBoardPath } from '../../shared/page-paths.ts'
import { asOfText, formatClock, momentText, zoneName } from '../../shared/times.ts'
import { useBoard, useDesk, useLeftOut, useLive, useTicking, useWatchfloor } from '../state/context.ts'
import { useMoment } from '../state/moment.ts'
import { pausedUntil } from '../state/pause.ts'
import { isStale, provedAt } from '../state/trust.ts'
import { nextUndo } from '../state/undo.ts'
import classes from './status-line.module.css'

const KEYS: readonly (readonly [string, string])[] = [
  ['↑↓', 'move'],
  ['a', 'acknowledge'],
  ['s', 'silence'],
  ['o', 'runbook'],
  ['?', 'keys'],
]

const INBOX_KEYS: typeof KEYS = [
  ['↑↓', 'move'],
  ['Enter', 'open'],
  ['?', 'keys'],
]

const PAST_KEYS: typeof KEYS = [
  ['− +', 'minute'],
  ['< >', 'event'],
  ['Esc', 'live again'],
  ['?', 'keys'],
]

/** How much is shown, the keys that matter, and the time with its zone, said once per screen. */
export function StatusLine(): ReactNode {
  const [path] = useLocation()
  const isDesktop = useWatchfloor().bridge.desktop !== undefined
  const isBoard = isBoardPath(path)
  const isPast = useMoment() !== null
  const keys = isPast
    ? PAST_KEYS
    : isBoard
      ? KEYS
      : path === '/inbox' && isDesktop
        ? INBOX_KEYS
        : KEYS.slice(-1)
  return (
    <footer className={classes.line}>
      {isBoard && <Shown />}
      <Keys keys={keys} />
      <NextUndo />
      <Paused />
      <Now />
    </footer>
  )
}

function Shown(): ReactNode {
  const shown = useBoard(({ arrangement, unfolded }) => {
    if (arrangement === null) return null
    const { lanes, firing } = arrangement.shown
    return firing - (unfolded.has('suppressed') ? 0 : lanes.suppressed)
  })
  const here = useBoard(({ arrangement }) => arrangement?.total.firing ?? 0)
  const total = here + leftOutCount(useLeftOut())
  const selected = useBoard((state) => state.selected.size)
  const narrow = useBoard(({ view }) => isNarrow(view))
  if (shown === null) return null
  return (
    <span className={classes.shown}>
      {formatCount(shown)} of {formatCount(total)} {narrow ? 'match the filter' : 'shown'}
      {selected > 0 && ` · ${formatCount(selected)} selected`}
    </span>
  )
}

function Keys({ keys }: { readonly keys: typeof KEYS }): ReactNode {
  return (
    <span className={classes.keys}>
      {keys.map(([key, does]) => (
        <span key={key}>
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </span>
  )
}

/** What the key would take back, so that nobody undoes what they did not mean. */
function NextUndo(): ReactNode {
  const what = useStore(useWatchfloor().undo, nextUndo)
  if (what === '') return null
  return (
    <span className={classes.undo}>
      <kbd>Ctrl Z</kbd> undo {what}
    </span>
  )
}

/** What this desk holds back must not be forgotten. */
function Paused(): ReactNode {
  const desk = useDesk((state) => state)
  const text = useTicking(({ wall }) => {
    const until = pausedUntil(desk, wall())
    return until === null ? '' : `Paused until ${momentText(until, wall())}`
  })
  if (text === '') return null
  return (
    <strong className={classes.paused}>
      <Moon size={12} aria-hidden="true" />
      {text}
    </strong>
  )
}

function Now(): ReactNode {
  const stale = useLive(isStale)
  const proved = useLive(provedAt)
  const asOf = useTicking(({ now }) => (stale && proved !== null ? asOfText(proved, now()) : ''))
  const text = useTicking(({ now }) => `${formatClock(now(), 'seconds')} ${zoneName(now())}`)
  return (
    <span className={classes.now}>
      {asOf !== '' && <strong className={classes.asOf}>As of {asOf}</strong>}
      {text}
    </span>
  )
}
