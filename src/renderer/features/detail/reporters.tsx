import { AlertDetail, parser, type Reporter } from '@watchfloor/contract'
import { type ReactNode, useEffect, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import styles from './detail.module.css'
import { reporterLines } from './reporter-lines.ts'

const parseDetail = parser(AlertDetail)

export interface ReportersProps {
  readonly fingerprint: string
  /** Of the alert's last change. */
  readonly sequence: number | undefined
}

/** Who says that it fires. A re-send is no event, so this is read again every minute; without an answer it is left out. */
export function Reporters({ fingerprint, sequence }: ReportersProps): ReactNode {
  const { bridge } = useWatchfloor()
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const [reporters, setReporters] = useState<readonly Reporter[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another change or minute is why it is read again
  useEffect(() => {
    let ended = false
    const path = `/api/v2/alerts/${encodeURIComponent(fingerprint)}`
    void ask(bridge, { path }, parseDetail).then((answer) => {
      if (!ended && answer.ok) setReporters(answer.value.reporters)
    })
    return () => {
      ended = true
    }
  }, [bridge, fingerprint, sequence, minute])
  if (reporters.length === 0) return null
  return (
    <section aria-labelledby="detail-reporters" className={styles.part}>
      <h2 id="detail-reporters" className={styles.heading}>
        Reported by
      </h2>
      <ul className={styles.lines}>
        {reporterLines(reporters, minute).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
