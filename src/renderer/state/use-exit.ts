import { useEffect } from 'react'
import { useWatchfloor } from './context.ts'

/** While this is in sight, Esc leaves it: the innermost first. Undefined while it has nothing to leave. */
export function useExit(leave: (() => void) | undefined): void {
  const { exits } = useWatchfloor().screen
  useEffect(() => {
    if (leave === undefined) return
    exits.add(leave)
    return () => void exits.delete(leave)
  }, [exits, leave])
}
