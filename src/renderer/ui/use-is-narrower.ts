import { type RefObject, useLayoutEffect, useState } from 'react'

/** Whether an element has less room than this, in pixels, whatever the window has. */
export function useIsNarrower(element: RefObject<HTMLElement | null>, than: number): boolean {
  const [isNarrower, setNarrower] = useState(false)
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const measure = (width: number): void => setNarrower(width > 0 && width < than)
    measure(current.getBoundingClientRect().width)
    const observer = new ResizeObserver(([entry]) => entry !== undefined && measure(entry.contentRect.width))
    observer.observe(current)
    return () => observer.disconnect()
  }, [element, than])
  return isNarrower
}
