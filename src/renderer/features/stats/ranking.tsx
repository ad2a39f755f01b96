import { largest } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { formatDuration } from '../../../shared/times.ts'
import classes from './stats.module.css'

/** Something that was counted. */
export interface Ranked {
  readonly key: string
  readonly name: ReactNode
  readonly count: number
  /** The lives that it counts. */
  readonly href: string
  readonly cells: readonly ReactNode[]
}

export interface RankingProps {
  readonly title: string
  readonly lead?: string
  /** Of the first column, of the count, and of the cells. */
  readonly columns: readonly [name: string, count: string, ...cells: string[]]
  readonly rows: readonly Ranked[]
  readonly none: string
}

/** A table whose bars are as long as the counts beside them; each count leads to what it counts. */
export function Ranking({ title, lead, columns, rows, none }: RankingProps): ReactNode {
  const most = Math.max(1, largest(rows.map(({ count }) => count)))
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      {rows.length === 0 ? (
        <p className={classes.lead}>{none}</p>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, name, count, href, cells }) => (
                <tr key={key}>
                  <th scope="row">{name}</th>
                  <td className={classes.count}>
                    <a href={`#${href}`}>{formatCount(count)}</a>
                    <span
                      className={classes.bar}
                      style={{ width: `${(count / most) * 100}%` }}
                      aria-hidden="true"
                    />
                  </td>
                  {cells.map((cell, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                    <td key={index}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Where nobody took any, and where none is known to be over. */
export const NEVER_TAKEN = 'never taken'
export const NOT_OVER = 'not known'

interface TimesLike {
  readonly count: number
  readonly median_ms: number | null
  readonly p90_ms: number | null
}

/** Median and 90th percentile, and of how many. `none`: what it means that it never happened. */
export function timesText({ count, median_ms, p90_ms }: TimesLike, none: string): string {
  if (median_ms === null || p90_ms === null) return none
  if (count === 1) return `${formatDuration(median_ms)} (once)`
  return `${formatDuration(median_ms)}, p90 ${formatDuration(p90_ms)} (${formatCount(count)})`
}
