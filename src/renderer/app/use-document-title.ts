import { useEffect } from 'react'
import { formatCount } from '../../shared/counts.ts'
import { leftOutShort } from '../../shared/left-out-words.ts'
import { isNotReceiving } from '../../shared/receiving.ts'
import { useBoard, useLeftOut, useLive } from '../state/context.ts'

/** The window's title: being cut off first, then how many criticals nobody has, and that some are not shown. */
export function useDocumentTitle(): void {
  const isCutOff = useLive((state) => isNotReceiving(state.freshness))
  const criticals = useBoard(({ arrangement }) => arrangement?.total.criticalsAlone ?? 0)
  const left = leftOutShort(useLeftOut())
  useEffect(() => {
    const counts = [criticals > 0 ? `${formatCount(criticals)} critical` : '', left]
    const first = isCutOff ? ['Not receiving'] : counts.filter(Boolean)
    document.title = [...first, 'Watchfloor'].join(' · ')
  }, [isCutOff, criticals, left])
}
