import type { Session } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'
import { nameOf } from '../../../shared/alert-words.ts'
import { isPassing } from '../../../shared/refusal-words.ts'
import type { Actions, QuestionStore } from '../../state/actions.ts'
import type { BoardBridge } from '../../state/bridge.ts'
import { isBarred } from '../../state/may.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import type { Phrase, ToastStore } from '../../state/toasts.ts'
import { askName } from './ask.ts'
import { notDone } from './not-done.ts'

export interface ResolveOptions {
  readonly bridge: BoardBridge
  readonly toasts: ToastStore
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
  readonly who: StoreApi<Session | null>
}

/** Ending an unconfirmed alert by hand. Nothing undoes it but its source, which opens it again when it still fires. */
export function createResolving(options: ResolveOptions): Pick<Actions, 'resolve'> {
  const { bridge, toasts } = options
  const resolve: Actions['resolve'] = async (alert) => {
    if (isBarred(options, 'respond')) return
    const name = await askName(options, 'Resolve')
    if (name === null) return
    const result = await bridge.resolve(alert.fingerprint, { life: alert.life, name })
    if (result.ok) {
      const text: readonly Phrase[] = [
        'Resolved by hand: ',
        { strong: nameOf(alert) },
        '. It fires again if its source still sends it.',
      ]
      toasts.push({ kind: 'result', text, actions: [] })
      return
    }
    const again = { label: 'Try again', run: () => void resolve(alert) }
    const actions = isPassing(result.reason) ? [again] : []
    const what = { strong: nameOf(alert) }
    const text = notDone({ done: 'resolved', what, whether: [what, ' is resolved'] }, result)
    toasts.push({ kind: 'error', text, actions, key: 'resolve' })
  }
  return { resolve }
}
