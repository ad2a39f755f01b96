import { type Alert, isGoingOn, type Session } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'
import { nameOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'
import { isPassing } from '../../../shared/refusal-words.ts'
import { whatOf } from '../../../shared/what-of.ts'
import type { Actions, QuestionStore } from '../../state/actions.ts'
import type { BoardStore } from '../../state/board-store.ts'
import { isBarred } from '../../state/may.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import type { Phrase, ToastStore } from '../../state/toasts.ts'
import { type ActParts, actOn } from './act-on.ts'
import { askMany, askName } from './ask.ts'
import { notDone } from './not-done.ts'
import { partText } from './outcome-words.ts'
import { showLate } from './show-late.ts'

export interface ResolveOptions extends ActParts {
  readonly board: BoardStore
  readonly toasts: ToastStore
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
  readonly who: StoreApi<Session | null>
}

/** Ending unconfirmed alerts by hand. Nothing undoes it but their source, which opens them again when they still fire. */
export function createResolving(options: ResolveOptions): Pick<Actions, 'resolve'> {
  const { board, toasts, questions } = options
  const resolve: Actions['resolve'] = async (wanted) => {
    if (isBarred(options, 'respond')) return
    const lost = wanted.filter(({ status, unconfirmed }) => status === 'firing' && unconfirmed)
    if (lost.length === 0)
      return void toasts.push({ kind: 'result', text: stillReported(wanted), actions: [] })
    if (lost.length > 1 && !(await askMany(questions, 'End', lost))) return
    const name = await askName(options, 'Resolve')
    if (name !== null) await end(lost, name)
  }
  const end = async (lost: readonly Alert[], name: string): Promise<void> => {
    const came = await actOn(lost, { act: 'resolve', name }, options)
    const { done, late, failed, left } = came
    if (lost.length > 1) board.clearSelection()
    if (done.length === lost.length) {
      const they = done.length === 1 ? 'It fires again if its source' : 'They fire again if their source'
      const text: readonly Phrase[] = [
        'Resolved by hand: ',
        { strong: whatOf(done) },
        `. ${they} still sends ${done.length === 1 ? 'it' : 'them'}.`,
      ]
      return void toasts.push({ kind: 'result', text, actions: [] })
    }
    if (lost.length > 1 && failed.length < lost.length) {
      const goOn = { label: 'Go on', run: () => void end(left, name) }
      const actions = [...showLate(questions, late), ...(left.length > 0 ? [goOn] : [])]
      toasts.push({ kind: 'result', text: [partText('Resolved by hand', came)], actions })
    }
    const [refused] = lost.length > 1 ? failed : [...failed, ...late]
    if (refused === undefined) return
    const again = {
      label: 'Try again',
      run: () =>
        void end(
          failed.map(({ alert }) => alert),
          name,
        ),
    }
    const actions = isPassing(refused.refusal.reason) ? [again] : []
    const what = { strong: failed.length > 1 ? plural(failed.length, 'alert') : nameOf(refused.alert) }
    const is = failed.length > 1 ? 'are' : 'is'
    const text = notDone({ done: 'resolved', what, whether: [what, ` ${is} resolved`] }, refused.refusal)
    toasts.push({ kind: 'error', text, actions, key: 'resolve' })
  }
  return { resolve }
}

/** What fires is no loss of contact: ended by hand, it would be back with the next report. */
function stillReported(alerts: readonly Alert[]): readonly Phrase[] {
  const [first] = alerts
  if (first === undefined) return ['No alert is selected.']
  const firing = alerts.filter(isGoingOn)
  if (firing.length === 0) return [{ strong: whatOf(alerts) }, ' resolved before.']
  const one = firing.length === 1
  return [
    { strong: whatOf(firing) },
    ` ${one ? 'is' : 'are'} still reported: acknowledge or silence ${one ? 'it' : 'them'}.`,
  ]
}
