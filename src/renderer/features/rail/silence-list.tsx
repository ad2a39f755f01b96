import { Tooltip } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { momentText } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import styles from './rail.module.css'
import { countdown, type SilenceRow, silenceRows } from './silence-rows.ts'

const MOST = 6

/** What is silenced for everyone, what ends soonest first. */
export function SilenceList(): ReactNode {
  const silences = useLive((state) => state.board?.silences)
  const rows = useMemo(() => (silences === undefined ? [] : silenceRows(silences)), [silences])
  return (
    <section aria-labelledby="rail-silences" className={styles.part}>
      <h2 id="rail-silences" className={styles.heading}>
        Silences <span className={styles.count}>{rows.length}</span>
      </h2>
      {rows.length === 0 && (
        <p className={styles.note}>{silences === undefined ? 'Not known yet.' : 'None.'}</p>
      )}
      <ul className={styles.list}>
        {rows.slice(0, MOST).map((row) => (
          <SilenceLine key={row.id} row={row} />
        ))}
      </ul>
      {rows.length > MOST && (
        <a className={styles.more} href="#/silences">
          All {rows.length} silences
        </a>
      )}
    </section>
  )
}

function SilenceLine({ row }: { readonly row: SilenceRow }): ReactNode {
  const left = useTicking(({ now }) => countdown(row, now()))
  const ends = useTicking(({ now }) => momentText(row.ends, now()))
  const label = (
    <>
      <code className={styles.matchers}>{row.matchers.join('\n')}</code>
      <br />
      {row.comment && <>{row.comment} · </>}by {row.by || 'nobody named'} · until {ends}
    </>
  )
  return (
    <li>
      <Tooltip
        label={label}
        multiline
        maw={300}
        position="left"
        events={{ hover: true, focus: true, touch: true }}
      >
        <a className={styles.line} href={`#/silences/${encodeURIComponent(row.id)}`}>
          <span className={styles.name}>{row.title}</span>
          <span className={styles.fact}>{left}</span>
        </a>
      </Tooltip>
    </li>
  )
}
