import { type Alert, isOfferedTo } from '@watchfloor/contract'
import { whatOf } from '../../../shared/what-of.ts'
import type { Actions } from '../../state/actions.ts'
import { isBarred } from '../../state/may.ts'
import type { AcknowledgeOptions } from './acknowledge.ts'
import { actOn } from './act-on.ts'
import { askEach, refusalOf } from './ask-each.ts'
import { endOffer } from './offers.ts'
import { showLate } from './show-late.ts'
import { declined } from './team-words.ts'
import { whyOver } from './undo-taking.ts'
import { givenBack, nothingToGiveBack } from './words.ts'

interface Around {
  readonly me: () => string | null
  readonly current: (alert: Alert) => Alert
  readonly take: (alerts: readonly Alert[], name: string) => Promise<void>
}

/** Gives back what is mine, and declines what is offered to me. */
export function createGivingBack(
  options: AcknowledgeOptions,
  { me, current, take }: Around,
): Actions['giveBack'] {
  const { bridge, board, toasts, undo, questions } = options

  const decline = async (alerts: readonly Alert[], name: string): Promise<void> => {
    const came = await askEach(alerts, (alert) => endOffer(bridge, alert, name))
    board.clearSelection()
    toasts.push({ ...declined(alerts, refusalOf(came)), actions: [] })
  }

  return async (wanted) => {
    if (isBarred(options, 'respond')) return
    const name = me()
    const alerts = wanted.map(current)
    const mine = alerts.filter(({ acknowledged_by }) => name !== null && acknowledged_by?.name === name)
    const offered = alerts.filter(({ acknowledged_by }) => isOfferedTo(acknowledged_by, name))
    if (name !== null && mine.length === 0 && offered.length > 0) return await decline(offered, name)
    if (mine.length === 0 || name === null) {
      toasts.push({ kind: 'result', text: nothingToGiveBack(alerts), actions: [] })
      return
    }
    const came = await actOn(mine, { act: 'unacknowledge', name }, options)
    board.clearSelection()
    const free = came.done.map((alert) => ({ ...alert, acknowledged_by: null }))
    const undoing = (): ReturnType<typeof undo.did> =>
      undo.did({
        what: `giving back ${whatOf(free)}`,
        over: () => whyOver(free, current, name),
        run: () => take(free, name),
      })
    const actions = [...(free.length === 0 ? [] : [undoing()]), ...showLate(questions, came.late)]
    toasts.push({ ...givenBack(came), actions })
  }
}
