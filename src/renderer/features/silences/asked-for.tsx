import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import type { AskedSilences } from './asked-silences.ts'
import styles from './silences.module.css'

export interface AskedForProps {
  readonly asked: AskedSilences
  readonly shown: number
  readonly all: number
}

/** Which silences a link asked for, and how many there are beside them. */
export function AskedFor({ asked: { texts, read }, shown, all }: AskedForProps): ReactNode {
  if (texts.length === 0) return null
  const wanted = <code>{lineOf(texts.join(', '))}</code>
  return (
    <p
      role={read.ok ? 'status' : 'alert'}
      className={styles.asked}
      {...(!read.ok && { 'data-kind': 'refused' })}
    >
      {read.ok ? (
        <>
          {formatCount(shown)} of {formatCount(all)} with the matchers {wanted}.
        </>
      ) : (
        <>
          This filter cannot be read, so none is shown: {wanted} ({lineOf(read.error)}).
        </>
      )}{' '}
      <a href="#/silences">Show all</a>
    </p>
  )
}
