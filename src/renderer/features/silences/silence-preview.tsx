import { Button } from '@mantine/core'
import type { BoardAlert } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { leftOutLevels } from '../../../shared/left-out-words.ts'
import { useLeftOut } from '../../state/context.ts'
import { HiddenList } from './hidden-list.tsx'
import type { Narrower } from './narrower.ts'
import styles from './silences.module.css'
import type { JudgedRows } from './use-judged.ts'
import { hiddenText, meantText } from './verdict.ts'

const MOST_SHOWN = 12
/** Every critical is named; beyond this they are counted. */
const MOST_CRITICAL = 200

export interface SilencePreviewProps {
  readonly judged: JudgedRows
  /** Fingerprints that it was begun for. */
  readonly meant: ReadonlySet<string>
  /** A narrower choice, where what is hidden is much. */
  readonly narrower: Narrower | null
  readonly onNarrow: (narrower: Narrower) => void
  /** Leaves one of them in sight. */
  readonly onKeep: (alert: BoardAlert) => void
}

/** What the silence would hide now, worst first, and what it would have hidden. */
export function SilencePreview({
  judged,
  meant,
  narrower,
  onNarrow,
  onKeep,
}: SilencePreviewProps): ReactNode {
  const { seen, verdict } = judged
  const { hidden } = seen
  const difference = meantText(meant, seen)
  // The worst come first.
  const criticals = hidden.filter(({ level }) => level === 'critical').length
  const shown = hidden.slice(0, Math.max(MOST_SHOWN, Math.min(criticals, MOST_CRITICAL)))
  return (
    <section aria-labelledby="silence-preview" className={styles.preview}>
      <h2 id="silence-preview" className={styles.heading}>
        Preview
      </h2>
      <div role="status">
        <p className={styles.count}>{countText(judged)}</p>
        {difference !== '' && <p className={styles.difference}>{difference}</p>}
        <Past judged={judged} />
        <LeftOutNote judged={judged} />
        {verdict.warnings.map((warning) => (
          <p key={warning} className={styles.warning} data-kind={verdict.kind}>
            {warning}
          </p>
        ))}
      </div>
      {narrower !== null && (
        <p className={styles.hint}>
          A narrower choice:{' '}
          <Button size="compact-xs" variant="default" onClick={() => onNarrow(narrower)}>
            <code>{lineOf(narrower.text)}</code>&nbsp;({formatCount(narrower.count)})
          </Button>
        </p>
      )}
      <HiddenList alerts={shown} onKeep={onKeep} />
      {hidden.length > shown.length && (
        <p className={styles.hint}>and {formatCount(hidden.length - shown.length)} more</p>
      )}
    </section>
  )
}

function countText({ matchers, data, figures, isAsItWas }: JudgedRows): string {
  if (matchers === null) {
    return isAsItWas
      ? 'Hides nothing here: a matcher cannot be read. It is sent back as it is.'
      : 'Cannot be said while a matcher cannot be read.'
  }
  return data.length === 0 ? 'No matcher yet: hides nothing.' : hiddenText(figures)
}

/** What it would have hidden, as the server remembers it. */
function Past({ judged: { served } }: Pick<SilencePreviewProps, 'judged'>): ReactNode {
  if (served === null) return null
  const { days, lives, critical = 0, complete } = served.past
  const grave = critical === 0 ? '' : `, ${formatCount(critical)} critical`
  const count = `${complete ? '' : 'at least '}${formatCount(lives)}${grave}`
  return (
    <p className={styles.hint}>
      In the last {days} days it would have hidden {count}.
    </p>
  )
}

/** A cut board looks through what it has; the server, where it has answered, through all. */
function LeftOutNote({ judged: { served, figures, seen } }: Pick<SilencePreviewProps, 'judged'>): ReactNode {
  const left = useLeftOut()
  if (left === undefined) return null
  const isWhole = served !== null && figures.firing > seen.alerts.length
  return (
    <p className={styles.warning}>
      The board leaves out {leftOutLevels(left)}.{' '}
      {isWhole ? 'They are counted, and not listed below.' : 'They were not looked at.'}
    </p>
  )
}
