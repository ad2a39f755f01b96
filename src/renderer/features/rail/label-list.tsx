import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { useBoard, useWatchfloor } from '../../state/context.ts'
import { causeMatcher, toggled } from '../../state/storm-acts.ts'
import type { LabelValue } from '../../state/top-values.ts'
import { changeView } from '../../state/view-place.ts'
import styles from './rail.module.css'

/** What the shown alerts have most often in their labels; one press shows only those. */
export function LabelList(): ReactNode {
  const values = useStore(useWatchfloor().overview, ({ top }) => top.values)
  if (values.length === 0) return null
  return (
    <section aria-labelledby="rail-labels" className={styles.part}>
      <h2 id="rail-labels" className={styles.heading}>
        Top labels
      </h2>
      <ul className={styles.list}>
        {values.map((one) => (
          <ValueLine key={`${one.name} ${one.value}`} one={one} />
        ))}
      </ul>
    </section>
  )
}

function ValueLine({ one }: { readonly one: LabelValue }): ReactNode {
  const matcher = causeMatcher(one)
  const isOn = useBoard(({ view }) => view.filter.includes(matcher))
  return (
    <li>
      <button
        type="button"
        className={styles.value}
        aria-pressed={isOn}
        aria-label={`${lineOf(matcher)}, ${one.count} alerts: show only these`}
        data-hint={lineOf(matcher)}
        onClick={() => changeView((view) => toggled(view, matcher))}
      >
        <span className={styles.name}>
          <span className={styles.label}>{lineOf(one.name)}</span> {lineOf(one.value)}
        </span>
        <span className={styles.fact}>{formatCount(one.count)}</span>
      </button>
    </li>
  )
}
