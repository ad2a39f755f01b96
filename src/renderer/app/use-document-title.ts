import { useEffect } from 'react'
import { useBoard, useLive } from '../state/context.ts'
import { isNotReceiving } from '../state/trust.ts'

/** The window's title: being cut off first, then how many criticals nobody has. */
export function useDocumentTitle(): void {
  const isCutOff = useLive((state) => isNotReceiving(state.freshness))
  const criticals = useBoard(({ arrangement }) => arrangement?.total.criticalsAlone ?? 0)
  useEffect(() => {
    const first = isCutOff ? 'Not receiving · ' : criticals > 0 ? `${criticals} critical · ` : ''
    document.title = `${first}Watchfloor`
  }, [isCutOff, criticals])
}
