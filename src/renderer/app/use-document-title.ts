import { useEffect } from 'react'
import { formatCount } from '../../shared/counts.ts'
import { doubtsOf, doubtText } from '../../shared/doubts.ts'
import { leftOutShort } from '../../shared/left-out-words.ts'
import { isNotReceiving } from '../../shared/receiving.ts'
import { useBoard, useLeftOut, useLeftOutHow, useLive } from '../state/context.ts'

/**
 * The window's title: being cut off first, then how many criticals nobody has, that some are not shown, and what is
 * broken on their way.
 */
export function useDocumentTitle(): void {
  const isCutOff = useLive((state) => isNotReceiving(state.freshness))
  const criticals = useBoard(({ arrangement }) => arrangement?.total.criticalsAlone ?? 0)
  const left = leftOutShort(useLeftOut(), useLeftOutHow())
  const doubts = useLive(({ board }) => (board === null ? '' : doubtText(doubtsOf(board.health.values()))))
  useEffect(() => {
    const counts = [criticals > 0 ? `${formatCount(criticals)} critical` : '', left, doubts]
    const first = isCutOff ? ['Not receiving'] : counts.filter(Boolean)
    document.title = [...first, 'Watchfloor'].join(' · ')
  }, [isCutOff, criticals, left, doubts])
}
