import { type LeftOut, leftOutCount, levelsIn } from '@watchfloor/contract'
import { formatCount } from './counts.ts'

/** How many alerts a board leaves out, worst first: `3 critical, 12.3 k warning`; empty when it leaves out none. */
export function leftOutLevels(left: LeftOut | undefined): string {
  if (left === undefined) return ''
  return levelsIn(left)
    .map(([level, count]) => `${formatCount(count)} ${level}`)
    .join(', ')
}

/** A board that is too large leaves them out; at a first look they are only still on their way. */
export type LeftOutHow = 'left out' | 'to come'

/** The shortest words for it: `12.3 k left out`, or `3 critical left out` where such are among them. */
export function leftOutShort(left: LeftOut | undefined, how: LeftOutHow = 'left out'): string {
  if (left === undefined || leftOutCount(left) === 0) return ''
  return left.critical > 0
    ? `${formatCount(left.critical)} critical ${how}`
    : `${formatCount(leftOutCount(left))} ${how}`
}

/** Why they are, and what can be done about it. */
export const LEFT_OUT_WHY: Readonly<Record<LeftOutHow, string>> = {
  'left out':
    'The board is too large to be shown whole: its worst are here, the others are counted. Each comes when something happens to it.',
  'to come': 'The worst are here; the others are on their way from the server.',
}
