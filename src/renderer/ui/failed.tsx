import { type ReactNode, useState } from 'react'
import classes from './failed.module.css'

export interface FailedProps {
  /** What failed, as the person would call it: "The board". */
  readonly what: string
  readonly error: Error
  /** Where in the page it happened, for the details. */
  readonly where?: string | undefined
  readonly onAgain: () => void
}

/** In the place of what failed: what it was, what it means, and what can be done about it. */
export function Failed({ what, error, where = '', onAgain }: FailedProps): ReactNode {
  const [copied, setCopied] = useState<boolean | null>(null)
  const details = detailsOf(what, error, where)
  const copy = (): void => {
    const done = navigator.clipboard?.writeText(details) ?? Promise.reject(new Error('no clipboard'))
    done.then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <div className={classes.failed} role="alert">
      <p className={classes.title}>{what} failed and is not shown.</p>
      <p>What is missing here is not known to be well. The server and notifications go on.</p>
      <div className={classes.buttons}>
        <button type="button" onClick={() => location.reload()}>
          Reload
        </button>
        <button type="button" onClick={onAgain}>
          Show it again
        </button>
        <button type="button" onClick={copy}>
          Copy details
        </button>
        {copied !== null && <span role="status">{copied ? 'Copied.' : 'Not copied: they stand below.'}</span>}
      </div>
      <details open={copied === false}>
        <summary>Details</summary>
        <pre className={classes.details}>{details}</pre>
      </details>
    </div>
  )
}

/** For whoever mends it; the beginning of what is very long. */
function detailsOf(what: string, error: Error, where: string): string {
  const lines = [`${what} failed: ${error.message}`, error.stack ?? '', where, navigator.userAgent]
  return lines.filter(Boolean).join('\n').slice(0, 8_000)
}
