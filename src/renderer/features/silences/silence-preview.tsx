import type { Matcher } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { fullWhereOf, nameOf } from '../../../shared/alert-words.ts'
import { leftOutLevels } from '../../../shared/left-out-words.ts'
import { alertPath } from '../../../shared/page-paths.ts'
import { useLeftOut } from '../../state/context.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import { amtoolCommand } from './amtool-command.ts'
import styles from './silences.module.css'
import { hiddenText, type Preview, type Verdict } from './verdict.ts'

const MOST_SHOWN = 12

export interface SilencePreviewProps {
  readonly matchers: readonly Matcher[]
  readonly preview: Preview
  readonly verdict: Verdict
  readonly command: { readonly length: number; readonly by: string; readonly comment: string }
}

/** What the silence would hide now, worst first, and what it cannot do. */
export function SilencePreview({ matchers, preview, verdict, command }: SilencePreviewProps): ReactNode {
  const { hidden } = preview
  const left = useLeftOut()
  return (
    <section aria-labelledby="silence-preview" className={styles.preview}>
      <h2 id="silence-preview" className={styles.heading}>
        Preview
      </h2>
      <div role="status">
        <p className={styles.count}>
          {matchers.length === 0 ? 'No matcher yet: hides nothing.' : hiddenText(preview)}
        </p>
        {left !== undefined && (
          <p className={styles.warning}>
            The board leaves out {leftOutLevels(left)}. They were not looked at.
          </p>
        )}
        {verdict.warnings.map((warning) => (
          <p key={warning} className={styles.warning} data-kind={verdict.kind}>
            {warning}
          </p>
        ))}
      </div>
      <ul className={styles.hidden}>
        {hidden.slice(0, MOST_SHOWN).map((alert) => (
          <li key={alert.fingerprint}>
            <SeverityShape level={alert.level} size={14} />
            <SeverityWord level={alert.level} sent={alert.severity} />
            <a href={`#${alertPath(alert.fingerprint)}`}>{nameOf(alert)}</a>
            <span className={styles.where}>{fullWhereOf(alert)}</span>
          </li>
        ))}
      </ul>
      {hidden.length > MOST_SHOWN && <p className={styles.hint}>and {hidden.length - MOST_SHOWN} more</p>}
      <p className={styles.hint}>
        Stops notifications from <strong>Watchfloor</strong>. An Alertmanager beside it does not know this
        silence and still pages.
      </p>
      {matchers.length > 0 && (
        <details className={styles.hint}>
          <summary>Command for Alertmanager</summary>
          <code className={styles.command}>
            {amtoolCommand(matchers, command.length, command.by, command.comment)}
          </code>
        </details>
      )}
    </section>
  )
}
