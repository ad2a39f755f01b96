import { DECISION_WORDS, outcomeText, reasonText } from '../../state/inbox-words.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import type { DrillState, Part } from './drill.ts'

export const PART_WORDS: Readonly<Record<Part, string>> = {
  accepted: 'Accepted',
  on_desk: 'On your desk',
  shown: 'Shown',
  acknowledged: 'Acknowledged',
}

/** `0.04 s`, `3.2 s` */
export function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 995 ? 2 : 1)} s`
}

/** What is to be said of a part that has not happened; empty while there is nothing to say yet. */
export function missingText(state: DrillState, part: Part): string {
  const { times, refusal, row, isLate, alert, isRunning } = state
  if (times[part] !== undefined) return ''
  if (refusal !== null) return part === 'accepted' ? refusalText('Not accepted', refusal) : ''
  const isOver = alert?.status === 'resolved'
  switch (part) {
    case 'accepted':
      return isLate ? 'Not within 30 s: the server has not answered.' : ''
    case 'on_desk':
      return isLate ? 'Not within 30 s: the board did not receive it. The badge above tells which hop.' : ''
    case 'shown':
      if (row !== null && row.decision !== 'notify')
        return `${DECISION_WORDS[row.decision]}: ${reasonText(row)}`
      if (row?.outcome === 'failed') return `Not shown. It ${outcomeText(row)}`
      return isLate ? 'Not within 30 s: the system has not said that it showed it.' : ''
    case 'acknowledged':
      if (isOver) return 'Nobody did before it ended.'
      return isLate && isRunning ? 'Not yet: nobody has it.' : ''
  }
}

/** Everything happened. */
export function isPassed({ times }: DrillState): boolean {
  return (
    times.accepted !== undefined &&
    times.on_desk !== undefined &&
    times.shown !== undefined &&
    times.acknowledged !== undefined
  )
}
