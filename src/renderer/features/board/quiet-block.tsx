import { type BoardHealth, needsSomeone } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { scopeText } from '../../../shared/access-words.ts'
import { lineOf, nameOf } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import { doubtsOf } from '../../../shared/doubts.ts'
import { leftOutLevels } from '../../../shared/left-out-words.ts'
import { isNarrow, narrowingTest } from '../../../shared/narrowing.ts'
import { asOfText, formatClock, formatDuration } from '../../../shared/times.ts'
import { Age } from '../../state/age.tsx'
import { useBoard, useLeftOut, useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { isStale, proofAge, provedAt, reportingOf } from '../../state/trust.ts'
import { EVERYTHING } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { useActingName, useWho } from '../../state/who.ts'
import classes from './quiet-block.module.css'

/** So many names fit into a sentence. */
const NAMED = 3

/** Where the first lane would be, when nothing is in it: what is known, and how well. */
export function QuietBlock({ top, index }: { readonly top: number; readonly index: number }): ReactNode {
  const narrow = useBoard(
    ({ view, arrangement }) => isNarrow(view) && (arrangement?.total.lanes.needs ?? 0) > 0,
  )
  const isPast = useWatchfloor().past !== undefined
  const waiting = useBoard(({ arrangement }) => arrangement?.shown.lanes.needs ?? 0)
  return (
    <div role="row" aria-rowindex={index} aria-level={1} className={classes.block} style={{ top }}>
      <div role="gridcell" className={classes.cell}>
        {waiting > 0 ? <Waiting count={waiting} /> : narrow ? <Hidden /> : isPast ? <WasQuiet /> : <Quiet />}
      </div>
    </div>
  )
}

function Waiting({ count }: { readonly count: number }): ReactNode {
  return (
    <p className={classes.main}>
      {count === 1 ? '1 alert needs someone' : `${formatCount(count)} alerts need someone`}. Press . to take
      {count === 1 ? ' it' : ' them'} in.
    </p>
  )
}

/** A filter that hides everything must not look like a quiet board. */
function Hidden(): ReactNode {
  const total = useBoard(({ arrangement }) => arrangement?.total)
  const shown = useBoard(({ arrangement }) => arrangement?.shown)
  const left = useLeftOut()
  const named = useCriticalsOutside()
  if (total === undefined || shown === undefined) return null
  const criticals = total.levels.critical - shown.levels.critical
  const outside = total.lanes.needs
  return (
    <>
      <p className={classes.main}>
        {formatCount(shown.firing)} of {formatCount(total.firing)} match.{' '}
        {criticals > 0
          ? `${formatCount(criticals)} critical ${criticals === 1 ? 'is' : 'are'} outside this filter${named === '' ? '' : `: ${named}`}.`
          : `${plural(outside, 'alert')} outside this filter ${outside === 1 ? 'needs' : 'need'} someone.`}
        {left !== undefined && <strong> Not looked through, because left out: {leftOutLevels(left)}.</strong>}
      </p>
      <button type="button" className={classes.button} onClick={() => changeView(() => EVERYTHING)}>
        Clear filter
      </button>
    </>
  )
}

/** Of a moment before: what was known then, and nothing of now. */
function WasQuiet(): ReactNode {
  const at = useTicking(({ now }) => formatClock(now()))
  const health = useLive((state) => state.board?.health)
  const { missing, failing, quiet } = doubtsOf(health?.values() ?? [])
  const why = [...whatIs(missing, 'missing'), ...whatIs(failing, 'failing'), ...whatIs(quiet, 'quiet')]
  return (
    <p className={classes.main}>
      Nothing known needed anybody at {at}.
      {why.length > 0 && <strong> Then {listed(why)}, so this may be wrong.</strong>}
    </p>
  )
}

/** The criticals that nobody has and that the view leaves out, by their names: they must not be lost in silence. */
function useCriticalsOutside(): string {
  const { live } = useWatchfloor()
  const name = useActingName()
  const view = useBoard((state) => state.view)
  const passes = useMemo(() => narrowingTest(view, name), [view, name])
  return useBoard(() => {
    const names = new Set<string>()
    for (const alert of live.getState().board?.alerts.values() ?? []) {
      if (alert.level === 'critical' && needsSomeone(alert) && !passes(alert)) names.add(nameOf(alert))
    }
    const some = [...names].slice(0, NAMED)
    return listed([...some, ...(names.size > some.length ? [`${names.size - some.length} more`] : [])])
  })
}

function Quiet(): ReactNode {
  const health = useLive((state) => state.board?.health)
  const stale = useLive(isStale)
  const proved = useLive(provedAt)
  const asOf = useTicking(({ now }) => (proved === null ? '' : asOfText(proved, now())))
  const isAlone = useBoard(({ arrangement }) => (arrangement?.total.lanes.handled ?? 0) === 0)
  const doubts = doubtsOf(health?.values() ?? [])
  const left = useLeftOut()
  const part = useWho((session) => (session?.who?.scope == null ? null : scopeText(session.who.scope)))
  if (stale) {
    return (
      <p className={classes.main}>
        Nothing {left === undefined ? '' : 'shown '}needed you{proved === null ? '' : ` at ${asOf}`}.{' '}
        <strong>What happened since is not known.</strong>
      </p>
    )
  }
  const why = [
    ...(left === undefined ? [] : [`The board leaves out ${leftOutLevels(left)}`]),
    ...whatIs(doubts.missing, 'missing'),
    ...whatIs(doubts.failing, 'failing'),
    ...whatIs(doubts.quiet, 'quiet'),
  ]
  if (why.length > 0) {
    return (
      <p className={classes.main}>
        Nothing known to need you. <strong>{listed(why)}, so this may be wrong.</strong>
      </p>
    )
  }
  return (
    <>
      <p className={classes.main}>
        {part === null ? 'Nothing needs you.' : `Nothing needs you among alerts with ${part}.`}
      </p>
      {part !== null && <p className={classes.proof}>Of others you see nothing.</p>}
      <p className={classes.proof}>
        <LastProof /> <SourceProofs />
      </p>
      {isAlone && <LastResolved />}
    </>
  )
}

/** `Prometheus eu and Prometheus us are quiet`; nothing when nobody is. */
function whatIs(rows: readonly BoardHealth[], what: string): readonly string[] {
  if (rows.length === 0) return []
  const names = rows.slice(0, NAMED).map(({ component }) => lineOf(component))
  const rest = rows.length - names.length
  return [
    `${listed([...names, ...(rest > 0 ? [`${rest} more`] : [])])} ${rows.length === 1 ? 'is' : 'are'} ${what}`,
  ]
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** Which sources are known to report, and how fresh that is. */
function SourceProofs(): ReactNode {
  const { live } = useWatchfloor()
  return useTicking(({ now }) => {
    const { board } = live.getState()
    if (board === null) return ''
    const { all, heard, oldest } = reportingOf(board)
    if (all === 0) return ''
    const age = oldest === null ? '' : formatDuration(Math.max(0, now() - oldest))
    const proof = age === '' ? '' : heard === 1 ? `, heard ${age} ago` : `, each heard within ${age}`
    return `${heard} of ${plural(all, 'source')} reporting${proof}.`
  })
}

function LastProof(): ReactNode {
  const { live } = useWatchfloor()
  const text = useTicking(({ monotonic }) => {
    const age = proofAge(live.getState(), monotonic())
    return age === null ? 'Not yet proved.' : `Last proof ${formatDuration(age)} ago.`
  })
  return text
}

function LastResolved(): ReactNode {
  const rows = useBoard(({ arrangement }) => arrangement?.lanes.resolved)
  if (rows === undefined || rows.length === 0) return null
  return (
    <p className={classes.proof}>
      Last resolved:{' '}
      {rows.slice(0, 3).map((row, index) => (
        <span key={row.id}>
          {index > 0 && ', '}
          {nameOf(row.first)} {row.ended !== null && <Age since={row.ended} />} ago
        </span>
      ))}
      .
    </p>
  )
}
