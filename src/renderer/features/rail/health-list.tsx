import { type ReactNode, useMemo } from 'react'
import { useLive } from '../../state/context.ts'
import { useTicking } from '../../state/ticker.ts'
import { shortSpan } from '../../ui/span-text.ts'
import { formatDuration } from '../../ui/times.ts'
import { type HealthRow, healthRows } from './health-rows.ts'
import { HealthShape } from './health-shape.tsx'
import styles from './rail.module.css'

/** The chain behind the board: our own server, then what it has told about its parts and sources. */
export function HealthList(): ReactNode {
  const board = useLive((state) => state.board)
  const live = useLive((state) => state.freshness?.state === 'live')
  const rows = useMemo(() => (board === null ? [] : healthRows(board)), [board])
  return (
    <section aria-labelledby="rail-health" className={styles.part}>
      <h2 id="rail-health" className={styles.heading}>
        Health
      </h2>
      <ul className={styles.list}>
        <ServerLine />
        {rows.map((row) => (
          <HealthLine key={row.component} row={row} live={live} />
        ))}
      </ul>
      {board !== null && !board.health.values().some(({ kind }) => kind === 'source') && (
        <p className={styles.note}>No source has ever reported.</p>
      )}
    </section>
  )
}

function ServerLine(): ReactNode {
  const freshness = useLive((state) => state.freshness)
  const at = useLive((state) => state.freshness_at)
  const proof = useTicking((ticker) => {
    if (freshness?.proof == null) return ''
    return shortSpan(ticker.monotonic() - at + freshness.at - freshness.proof.at)
  })
  const live = freshness?.state === 'live'
  const receiving = live || freshness?.state === 'catching_up'
  const word = receiving ? '' : freshness?.state === 'connecting' ? 'connecting' : 'not receiving'
  return (
    <li className={styles.line}>
      <HealthShape mark={receiving ? 'ok' : 'unknown'} />
      <span className={styles.name}>Server</span>
      <span className={styles.fact}>{[word, proof].filter(Boolean).join(' · ')}</span>
    </li>
  )
}

/** While we do not receive, the last known state is drawn hollow: nothing proves it now. */
function HealthLine({ row, live }: { readonly row: HealthRow; readonly live: boolean }): ReactNode {
  const age = useTicking(({ now }) => (row.proof === null ? '' : shortSpan(now() - row.proof)))
  const status = useTicking(({ now }) => formatDuration(Math.floor((now() - row.since) / 60_000) * 60_000))
  const word = live ? row.word : `was ${row.word}`
  const title = [row.component, row.message, `${row.word} for ${status}`].filter(Boolean).join('\n')
  return (
    <li className={styles.line} title={title} data-mark={row.mark}>
      <HealthShape mark={live ? row.mark : 'unknown'} />
      <span className={styles.name}>{row.component}</span>
      <span className={styles.fact}>{[word, age].filter(Boolean).join(' · ')}</span>
    </li>
  )
}
