import { type ReactNode, type RefObject, useId } from 'react'
import classes from './page.module.css'

export interface PageProps {
  readonly title: ReactNode
  /** One sentence under the title: what this screen is for. */
  readonly lead?: ReactNode
  /** What can be done here, beside the title. */
  readonly actions?: ReactNode
  /** How wide the content grows: lines to read, a table, or all there is. */
  readonly width?: 'text' | 'table' | 'wide'
  /** The last child takes the height that is left, and scrolls by itself. */
  readonly isFilled?: boolean
  /** For a screen that puts the focus on its title, as when it becomes the next step. */
  readonly titleRef?: RefObject<HTMLHeadingElement | null>
  readonly children?: ReactNode
}

/** The frame of every screen but the board: the same left edge, one title, one place for what can be done. */
export function Page({
  title,
  lead,
  actions,
  width = 'text',
  isFilled,
  titleRef,
  children,
}: PageProps): ReactNode {
  const id = useId()
  return (
    <section
      className={classes.page}
      data-width={width}
      data-filled={isFilled || undefined}
      aria-labelledby={id}
    >
      <header className={classes.head}>
        <h1 id={id} className={classes.title} ref={titleRef} tabIndex={titleRef && -1}>
          {title}
        </h1>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      </header>
      {children}
    </section>
  )
}
