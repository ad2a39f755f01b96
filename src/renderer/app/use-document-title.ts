import { useEffect } from 'react'
import { useStore } from 'zustand'
import { formatCount } from '../../shared/counts.ts'
import { doubtsOf, doubtText } from '../../shared/doubts.ts'
import { leftOutShort } from '../../shared/left-out-words.ts'
import { isNotReceiving } from '../../shared/receiving.ts'
import { outsideText } from '../../shared/saved-views.ts'
import { useBoard, useLeftOut, useLeftOutHow, useLive, useWatchfloor } from '../state/context.ts'

/**
 * The window's title: being cut off first, then how many criticals nobody has, that some are not shown, and what is
 * broken on their way.
 */
export function useDocumentTitle(): void {
  const isCutOff = useLive((state) => isNotReceiving(state.freshness))
  const all = useBoard(({ arrangement }) => arrangement?.total.criticalsAlone ?? 0)
  const { views, viewCounts } = useWatchfloor()
  const decides = useStore(views, (state) => state.views.find(({ id }) => id === state.view))
  const inside = useStore(viewCounts, (counts) => counts.get(decides?.id ?? '')?.criticals)
  const criticals = inside ?? all
  const outside = outsideText(all - criticals, decides ?? null)
  const left = leftOutShort(useLeftOut(), useLeftOutHow())
  const doubts = useLive(({ board }) => (board === null ? '' : doubtText(doubtsOf(board.health.values()))))
  useEffect(() => {
    const counts = [criticals > 0 ? `${formatCount(criticals)} critical` : '', outside, left, doubts]
    const first = isCutOff ? ['Not receiving'] : counts.filter(Boolean)
    document.title = [...first, 'Watchfloor'].join(' · ')
  }, [isCutOff, criticals, outside, left, doubts])
}
