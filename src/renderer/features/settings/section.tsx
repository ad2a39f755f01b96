import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { LOCKED } from '../../state/locked.ts'
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
  /** Then nothing changes it here. */
  readonly isLocked?: boolean
  readonly children?: ReactNode
}

/** One setting: its name and how it stands at the left, what changes it at the right. */
export function Line({ label, said, isLocked = false, children }: LineProps): ReactNode {
  return (
    <div className={classes.line} role="group" aria-label={label}>
      <div className={classes.words}>
        <p className={classes.label}>{label}</p>
        {said !== undefined && <p className={classes.said}>{said}</p>}
      </div>
      <div className={classes.controls}>{isLocked ? <Locked /> : children}</div>
    </div>
  )
}

function Locked(): ReactNode {
  return (
    <p className={classes.locked}>
      <Lock size={14} aria-hidden="true" /> {LOCKED}
    </p>
  )
}
