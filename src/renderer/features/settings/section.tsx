import type { ReactNode } from 'react'
import classes from './settings.module.css'

export interface SectionProps {
  readonly title: string
  readonly children: ReactNode
}

export function Section({ title, children }: SectionProps): ReactNode {
  const id = `settings-${title.toLowerCase().replaceAll(' ', '-')}`
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id} className={classes.heading}>
        {title}
      </h2>
      <div className={classes.rows}>{children}</div>
    </section>
  )
}

export interface LineProps {
  readonly label: string
  /** What it means, or how it stands. */
  readonly said?: ReactNode
  readonly children?: ReactNode
}

/** One setting: its name and how it stands at the left, what changes it at the right. */
export function Line({ label, said, children }: LineProps): ReactNode {
  return (
    <div className={classes.line} role="group" aria-label={label}>
      <div className={classes.words}>
        <p className={classes.label}>{label}</p>
        {said !== undefined && <p className={classes.said}>{said}</p>}
      </div>
      <div className={classes.controls}>{children}</div>
    </div>
  )
}
