import type { Refusal } from '@watchfloor/client'
import { alertName, type BoardAlert } from '@watchfloor/contract'
import type { Actions, QuestionStore } from '../../state/actions.ts'
import type { BoardBridge } from '../../state/bridge.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import type { Phrase, ToastStore } from '../../state/toasts.ts'
import { askName } from './ask.ts'

export interface ResolveOptions {
  readonly bridge: BoardBridge
  readonly toasts: ToastStore
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
}

/** Ending an unconfirmed alert by hand. Nothing undoes it but its source, which opens it again when it still fires. */
export function createResolving(options: ResolveOptions): Pick<Actions, 'resolve'> {
  const { bridge, toasts } = options
  const resolve: Actions['resolve'] = async (alert) => {
    const name = await askName(options, 'Resolve')
    if (name === null) return
    const result = await bridge.resolve(alert.fingerprint, { life: alert.life, name })
    if (result.ok) {
      const text: readonly Phrase[] = [
        'Resolved by hand: ',
        { strong: alertName(alert) },
        '. It fires again if its source still sends it.',
      ]
      toasts.push({ kind: 'result', text, actions: [] })
      return
    }
    const again = { label: 'Try again', run: () => void resolve(alert) }
    const actions = RETRY.has(result.reason) ? [again] : []
    toasts.push({ kind: 'error', text: refused(alert, result), actions, key: 'resolve' })
  }
  return { resolve }
}

const RETRY: ReadonlySet<Refusal['reason']> = new Set(['unreachable', 'stopped', 'no_answer', 'busy'])

function refused(alert: BoardAlert, { reason, message }: Refusal): readonly Phrase[] {
  const what = { strong: alertName(alert) }
  switch (reason) {
    case 'unreachable':
    case 'stopped':
      return ['Not resolved: the server was not reached. Nothing changed for ', what, '.']
    case 'no_answer':
      return ['Not known: the server did not answer. The board shows whether ', what, ' is resolved.']
    case 'busy':
      return ['Not resolved: the server is busy. Nothing changed for ', what, '.']
    case 'not_found':
      return ['Not resolved: ', what, ' has left the board. (404)']
    default:
      return ['Not resolved: ', what, `: ${message}.`]
  }
}
