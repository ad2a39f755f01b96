import { type RefObject, useEffect, useRef } from 'react'

/**
 * What had the keyboard may have gone with the screen before: then the new screen has it, so that Tab goes on from
 * there. `place` is where one is.
 */
export function useKeyboardHome(place: string): RefObject<HTMLElement | null> {
  const home = useRef<HTMLElement>(null)
  const was = useRef(place)
  useEffect(() => {
    if (was.current === place) return
    was.current = place
    if (document.activeElement === document.body) home.current?.focus({ preventScroll: true })
  }, [place])
  return home
}
