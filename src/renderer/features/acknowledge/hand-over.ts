import { type Alert, isGoingOn } from '@watchfloor/contract'
import { whatOf } from '../../../shared/what-of.ts'
import type { Actions, HandOverTo } from '../../state/actions.ts'
import { isBarred } from '../../state/may.ts'
import { actingName } from '../../state/who.ts'
import type { AcknowledgeOptions } from './acknowledge.ts'
import { askQuestion } from './ask.ts'
import { askEach, refusalOf } from './ask-each.ts'
import { endOffer, offer } from './offers.ts'
import { notOffered, offered, withdrawn } from './team-words.ts'
import { nothingToGiveBack } from './words.ts'

/** Handing over what I have to a person, who takes it or declines it. */
export function createHandingOver(options: AcknowledgeOptions): Pick<Actions, 'handOver' | 'withdraw'> {
  const { bridge, live, board, toasts, undo, questions, preferences, who } = options
  const me = (): string | null => actingName(who.getState(), preferences.getState())
  const current = (alert: Alert): Alert => live.getState().board?.alerts.get(alert.fingerprint) ?? alert
  const isMine = (alert: Alert): boolean =>
    isGoingOn(alert) && alert.acknowledged_by !== null && alert.acknowledged_by.name === me()

  const withdraw = async (wanted: readonly Alert[]): Promise<void> => {
    const name = me()
    const mine = wanted.map(current).filter(isMine)
    if (name === null || mine.length === 0 || isBarred(options, 'respond')) return
    const outcome = await askEach(mine, (alert) => endOffer(bridge, alert, name))
    toasts.push({ ...withdrawn(mine, refusalOf(outcome)), actions: [] })
  }

  return {
    withdraw,
    handOver: async (wanted) => {
      if (isBarred(options, 'respond')) return
      const name = me()
      const mine = wanted.map(current).filter(isMine)
      if (name === null || mine.length === 0) {
        toasts.push({ kind: 'result', text: nothingToGiveBack(wanted.map(current)), actions: [] })
        return
      }
      const chosen = await askQuestion<HandOverTo | null>(questions, (answer) => ({
        kind: 'person',
        what: whatOf(mine),
        me: name,
        answer,
      }))
      if (chosen === null) return
      const { to, note } = chosen
      const outcome = await askEach(mine, (alert) =>
        offer(bridge, alert, { name, to, ...(note === '' ? {} : { note }) }),
      )
      board.clearSelection()
      const { done } = outcome
      const refusal = refusalOf(outcome)
      if (refusal !== null) toasts.push({ kind: 'error', text: notOffered(mine, refusal), actions: [] })
      if (done.length === 0) return
      const isOffered = (alert: Alert): boolean => {
        const own = current(alert).acknowledged_by
        return own?.name === name && (own.offered_to === undefined || own.offered_to.name === to)
      }
      const action = undo.did({
        what: `handing ${whatOf(done)} over to ${to}`,
        over: () => (done.some(isOffered) ? null : [`${to} has answered.`]),
        run: () => withdraw(done),
      })
      toasts.push({ kind: 'result', text: offered(done, to), actions: [action] })
    },
  }
}
