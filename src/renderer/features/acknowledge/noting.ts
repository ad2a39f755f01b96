import { Alert, isOfLife, parser } from '@watchfloor/contract'
import { whatOf } from '../../../shared/what-of.ts'
import type { Actions } from '../../state/actions.ts'
import { ask } from '../../state/bridge.ts'
import { isBarred } from '../../state/may.ts'
import type { AcknowledgeOptions } from './acknowledge.ts'
import { askName, askQuestion } from './ask.ts'
import { askEach, refusalOf } from './ask-each.ts'
import { noted, noteTakenBack, notNoted, notTakenBack } from './team-words.ts'

const parse = parser(Alert)

/** Writing notes on alerts, and taking one's own back (S36). */
export function createNoting(options: AcknowledgeOptions): Pick<Actions, 'note' | 'takeBackNote'> {
  const { bridge, live, board, toasts, undo, questions } = options
  const current = (alert: Alert): Alert => live.getState().board?.alerts.get(alert.fingerprint) ?? alert
  const path = ({ fingerprint }: Pick<Alert, 'fingerprint'>): string =>
    `/api/v2/alerts/${encodeURIComponent(fingerprint)}/notes`

  const takeBack = async (
    notes: readonly { readonly alert: Alert; readonly id: string }[],
  ): Promise<void> => {
    if (isBarred(options, 'respond')) return
    const name = await askName(options, 'Take back')
    if (name === null) return
    const ids = new Map(notes.map(({ alert, id }) => [alert.fingerprint, id]))
    const alerts = notes.map(({ alert }) => alert)
    const came = await askEach(alerts, (alert) => {
      const id = encodeURIComponent(ids.get(alert.fingerprint) ?? '')
      return ask(bridge, { method: 'DELETE', path: `${path(alert)}/${id}`, body: { name } }, parse)
    })
    const refusal = refusalOf(came)
    if (refusal === null) toasts.push({ kind: 'result', text: noteTakenBack(alerts), actions: [] })
    else toasts.push({ kind: 'error', text: notTakenBack(alerts, refusal), actions: [] })
  }

  return {
    takeBackNote: (alert, id) => takeBack([{ alert, id }]),
    note: async (wanted) => {
      if (wanted.length === 0 || isBarred(options, 'respond')) return
      const text = await askQuestion<string | null>(questions, (answer) => ({
        kind: 'note',
        what: whatOf(wanted),
        answer,
      }))
      if (text === null) return
      const name = await askName(options, 'Write the note')
      if (name === null) return
      const written: { readonly alert: Alert; readonly id: string }[] = []
      const came = await askEach(wanted.map(current), async (alert) => {
        const body = { life: alert.life, name, text }
        const answer = await ask(bridge, { method: 'POST', path: path(alert), body }, parse)
        const own = answer.ok ? answer.value.notes?.findLast((note) => note.name === name) : undefined
        if (answer.ok && own !== undefined) written.push({ alert: answer.value, id: own.id })
        return answer
      })
      board.clearSelection()
      const refusal = refusalOf(came)
      // Nobody writes it twice: what was not kept stands in the message.
      if (refusal !== null)
        toasts.push({ kind: 'error', text: notNoted(wanted, refusal), detail: text, actions: [] })
      if (written.length === 0) return
      const alerts = written.map(({ alert }) => alert)
      const isThere = ({ alert, id }: (typeof written)[number]): boolean => {
        const now = current(alert)
        const { notes } = now
        // The event of it may not be here yet.
        return isOfLife(now, alert.life) && (notes === undefined || notes.some((note) => note.id === id))
      }
      const action = undo.did({
        what: `the note on ${whatOf(alerts)}`,
        over: () => (written.some(isThere) ? null : ['it is not there any more.']),
        run: () => takeBack(written),
      })
      toasts.push({ kind: 'result', text: noted(alerts), actions: [action] })
    },
  }
}
