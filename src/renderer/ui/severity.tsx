import { isBlank, type Level } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../shared/alert-words.ts'
import classes from './severity.module.css'

/** The word of a level in a row; a severity that is not mapped is shown as sent. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  critical: 'CRIT',
  high: 'HIGH',
  warning: 'WARN',
  info: 'INFO',
  unset: '—',
}

export interface SeverityShapeProps {
  readonly level: Level
  /** Only outlined: last known, not confirmed. */
  readonly outline?: boolean
  /** Edge in pixels, 16 unless given. */
  readonly size?: number
}

const OCTAGON = 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z'
const DIAMOND = 'M8 .8 15.2 8 8 15.2.8 8z'
const TRIANGLE = 'M8 1.2 15.4 14.4H.6z'

/** Each level has its own silhouette: colour alone does not tell critical from high. */
export function SeverityShape({ level, outline = false, size = 16 }: SeverityShapeProps): ReactNode {
  return (
    <svg
      className={classes.shape}
      data-level={level}
      data-outline={outline || undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {shapeOf(level)}
    </svg>
  )
}

function shapeOf(level: Level): ReactNode {
  switch (level) {
    case 'critical':
      return (
        <>
          <path className={classes.body} d={OCTAGON} />
          <path className={classes.mark} d="M8 4.2v4.6M8 11v.9" />
        </>
      )
    case 'high':
      return <path className={classes.body} d={DIAMOND} />
    case 'warning':
      return <path className={classes.body} d={TRIANGLE} />
    case 'info':
      return (
        <>
          <circle className={classes.ring} cx="8" cy="8" r="6.5" />
          <path className={classes.ring} d="M8 7.2v4M8 4.4v.9" />
        </>
      )
    case 'unset':
      return <circle className={classes.ring} cx="8" cy="8" r="6.5" strokeDasharray="3 2.1" />
  }
}

export interface SeverityWordProps {
  readonly level: Level
  /** The severity label as sent, for what is not mapped. */
  readonly sent: string
  readonly outline?: boolean
}

/** The word beside the shape. Critical is the only solid chip of the board. */
export function SeverityWord({ level, sent, outline = false }: SeverityWordProps): ReactNode {
  const word = level === 'unset' && !isBlank(sent) ? lineOf(sent) : LEVEL_WORDS[level]
  return (
    <span className={classes.word} data-level={level} data-outline={outline || undefined}>
      {word}
    </span>
  )
}
