import type { Millis } from '@watchfloor/contract'
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import type { Bars } from './bars.ts'

/** What can be done with a timeline. */
export interface ChartActs {
  /** Looks at a moment. */
  readonly onMoment: (at: Millis) => void
  /** Looks at what is between. */
  readonly onPart: (from: Millis, to: Millis) => void
  /** Comes nearer (-1) or goes farther, around a moment. */
  readonly onZoom: (by: -1 | 1, around: Millis) => void
}

/** So many pixels are a drag, and no press that trembled. */
const DRAG = 4
const SECOND = 1_000

/** The pointer and the keyboard on a timeline: where they stand, and what they choose. */
export function useChartHand(box: RefObject<HTMLElement | null>, { from, to, bars }: Bars, acts: ChartActs) {
  const width = (to - from) / bars.length
  const [cursor, setCursor] = useState<number | null>(null)
  const [chosen, setChosen] = useState<readonly [Millis, Millis] | null>(null)
  const anchor = useRef<number | null>(null)
  const pressed = useRef<number | null>(null)
  const last = useRef(acts)
  useEffect(() => {
    last.current = acts
  })

  const timeAt = useCallback(
    (clientX: number): Millis => {
      const { left, width: all } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 }
      const part = Math.max(0, Math.min(1, (clientX - left) / Math.max(1, all)))
      return Math.floor((from + part * (to - from)) / SECOND) * SECOND
    },
    [box, from, to],
  )
  const indexAt = (time: Millis): number => Math.min(bars.length - 1, Math.floor((time - from) / width))
  const between = (a: Millis, b: Millis): readonly [Millis, Millis] => [Math.min(a, b), Math.max(a, b)]

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    pressed.current = event.clientX
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent): void => {
    setCursor(indexAt(timeAt(event.clientX)))
    if (pressed.current === null || Math.abs(event.clientX - pressed.current) < DRAG) return
    setChosen(between(timeAt(pressed.current), timeAt(event.clientX)))
  }
  const onPointerUp = (event: PointerEvent): void => {
    if (pressed.current === null) return
    pressed.current = null
    setChosen(null)
    if (chosen === null) last.current.onMoment(timeAt(event.clientX))
    else last.current.onPart(...chosen)
  }
  const onPointerCancel = (): void => {
    pressed.current = null
    setChosen(null)
  }
  const onWheel = useCallback(
    (event: WheelEvent): void => {
      if (event.deltaY === 0) return
      event.preventDefault()
      last.current.onZoom(event.deltaY < 0 ? -1 : 1, timeAt(event.clientX))
    },
    [timeAt],
  )
  const move = (index: number, extend: boolean): void => {
    const next = Math.max(0, Math.min(bars.length - 1, index))
    if (!extend) anchor.current = null
    else anchor.current ??= cursor ?? next
    setCursor(next)
    const start = anchor.current
    if (start === null) return setChosen(null)
    setChosen([from + Math.min(start, next) * width, from + (Math.max(start, next) + 1) * width])
  }
  const look = (): void => {
    if (chosen !== null) last.current.onPart(...chosen)
    else if (cursor !== null) last.current.onMoment(Math.min(to, from + (cursor + 1) * width))
    anchor.current = null
    setChosen(null)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const now = cursor ?? bars.length
    const around = from + (now + 0.5) * width
    const run = {
      ArrowLeft: () => move(now - 1, event.shiftKey),
      ArrowRight: () => move(now + 1, event.shiftKey),
      Home: () => move(0, event.shiftKey),
      End: () => move(bars.length - 1, event.shiftKey),
      ArrowUp: () => last.current.onZoom(-1, around),
      ArrowDown: () => last.current.onZoom(1, around),
      Enter: look,
    }[event.key]
    if (run === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }
  const leave = (): void => {
    if (document.activeElement !== box.current) setCursor(null)
  }
  const listeners = {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel,
    onPointerLeave: leave,
    onKeyDown,
    onBlur: () => {
      anchor.current = null
      setCursor(null)
      setChosen(null)
    },
  }
  return { cursor, chosen, listeners, onWheel }
}
