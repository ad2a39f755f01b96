import { compileMatcher, formatMatcher, type LabelSet } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { told } from '../../../shared/told.ts'
import { LinkedText } from '../../ui/linked-text.tsx'
import { LongText } from '../../ui/long-text.tsx'
import styles from './detail.module.css'

export interface LabelTableProps {
  readonly title: string
  readonly values: LabelSet
  /** Each value leads to the board filtered to it. */
  readonly filters?: boolean
}

/** Names and values, whole. */
export function LabelTable({ title, values, filters = false }: LabelTableProps): ReactNode {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return null
  const id = `detail-${title.toLowerCase()}`
  return (
    <section aria-labelledby={id} className={styles.part}>
      <h2 id={id} className={styles.heading}>
        {title}
      </h2>
      <table className={styles.table}>
        <tbody>
          {entries.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{lineOf(name)}</bdi>
              </th>
              <td>{filters ? <FilterLink name={name} value={value} /> : <LinkedText text={value} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function FilterLink({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  const matcher = compileMatcher(name, '=', value)
  if (!matcher.ok) return <LongText text={value}>{told}</LongText>
  const text = formatMatcher(matcher.value)
  return (
    <a href={`#/?${new URLSearchParams({ filter: text })}`} title={`Filter the board to ${lineOf(text)}`}>
      {told(value.slice(0, 2_000))}
    </a>
  )
}
