import { type ReactNode, useEffect, useState } from 'react'
import { formatClock, formatMoment, zoneName } from '../../shared/times.ts'
import classes from './hints.module.css'

/** How long a pointer rests before the hint shows, milliseconds. */
const DELAY_MS = 400

interface Hint {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly above: boolean
}

/**
 * The one tooltip of the page: it shows the `data-hint` of what the pointer or the focus rests on. A tooltip per
 * element would cost a component for each of some hundred places in the list.
 */
export function Hints(): ReactNode {
  const [hint, setHint] = useState<Hint | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let over: Element | null = null
    const leave = (): void => {
      clearTimeout(timer)
      over = null
      setHint(null)
    }
    const rest = (event: Event): void => {
      const at =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>('[data-hint], [data-moment], [data-cut]')
          : null
      if (at === over) return
      leave()
      over = at
      if (at !== null) timer = setTimeout(() => setHint(hintAt(at)), DELAY_MS)
    }
    const focus = (event: Event): void => {
      if (event.target instanceof Element && event.target.matches(':focus-visible')) rest(event)
    }
    document.addEventListener('pointerover', rest)
    document.addEventListener('focusin', focus)
    for (const end of ENDS) document.addEventListener(end, leave, true)
    return () => {
      leave()
      document.removeEventListener('pointerover', rest)
      document.removeEventListener('focusin', focus)
      for (const end of ENDS) document.removeEventListener(end, leave, true)
    }
  }, [])
  if (hint === null) return null
  return (
    <div
      className={classes.hint}
      role="tooltip"
      data-above={hint.above || undefined}
      style={{ left: hint.left, top: hint.top }}
    >
      {hint.text}
    </div>
  )
}

const ENDS = ['pointerdown', 'keydown', 'scroll', 'focusout', 'pointerleave'] as const
/** Room that a hint needs below; with less it shows above. */
const ROOM = 80
const WIDEST = 420

/** The words of a hint. A moment is put into words only when somebody asks; what is cut off is said whole. */
function textOf(element: HTMLElement): string | undefined {
  const { dataset } = element
  if (dataset.cut !== undefined) return isCut(element) ? (element.textContent ?? undefined) : undefined
  if (dataset.moment === undefined) return dataset.hint
  const moment = Number(dataset.moment)
  return `${formatMoment(moment)} ${zoneName(moment)}\n${formatClock(moment, 'seconds', 'UTC')} UTC`
}

function isCut({ scrollWidth, clientWidth, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollWidth > clientWidth || scrollHeight > clientHeight
}

function hintAt(element: HTMLElement): Hint | null {
  const text = textOf(element)
  if (text === undefined || text === '' || !element.isConnected) return null
  const { left, top, bottom } = element.getBoundingClientRect()
  const above = innerHeight - bottom < ROOM
  return {
    text,
    above,
    left: Math.max(8, Math.min(left, innerWidth - WIDEST - 8)),
    top: above ? top - 6 : bottom + 6,
  }
}
