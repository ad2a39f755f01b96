import { type ReactNode, useState } from 'react'
import { formatCount } from '../../shared/counts.ts'

/** Longer texts begin folded, characters: a page that lays out megabytes of text stands still. */
const FOLDED = 2_000

export interface LongTextProps {
  readonly text: string
  /** Shows the text, or as much of it as is given. */
  readonly children: (text: string) => ReactNode
}

/** A text whole, or of a very long one the beginning, and the rest at the press of a button. */
export function LongText({ text, children }: LongTextProps): ReactNode {
  const [isWhole, setWhole] = useState(false)
  if (isWhole || text.length <= FOLDED) return <bdi>{children(text)}</bdi>
  return (
    <>
      <bdi>{children(`${text.slice(0, FOLDED)}…`)}</bdi>{' '}
      <button type="button" onClick={() => setWhole(true)}>
        Show all {formatCount(text.length)} characters
      </button>
    </>
  )
}
