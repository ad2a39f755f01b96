import type { Refusal, Result } from '@watchfloor/client'
import type { Alert, BoardAlert, Millis } from '@watchfloor/contract'
import pLimit from 'p-limit'
import type { Actions, QuestionStore } from '../../state/actions.ts'
import type { BoardStore } from '../../state/board-store.ts'
import type { BoardBridge } from '../../state/bridge.ts'
import type { LiveStore } from '../../state/live-store.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import type { ToastStore } from '../../state/toasts.ts'
import { askName, askQuestion } from './ask.ts'
import { alreadyHeld, givenBack, nothingToGiveBack, refused, taken } from './words.ts'

/** Above this many alerts one sentence asks first. */
const ASK_ABOVE = 50
/** Requests on their way at once. */
const AT_ONCE = 6

export interface AcknowledgeOptions {
  readonly bridge: BoardBridge
  readonly live: LiveStore
  readonly board: BoardStore
  readonly toasts: ToastStore
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
  /** Server time. */
  readonly now: () => Millis
}

interface Done {
  readonly alerts: readonly BoardAlert[]
  readonly undo: () => Promise<void>
}

/** Taking alerts and giving them back: at once, undone rather than asked. */
export function createAcknowledging(options: AcknowledgeOptions): Omit<Actions, 'resolve'> {
  const { bridge, live, board, toasts, questions, preferences, now } = options
  let last: Done | undefined

  const current = (alert: BoardAlert): BoardAlert =>
    live.getState().board?.alerts.get(alert.fingerprint) ?? alert
  const isAgreed = (alerts: readonly BoardAlert[]): Promise<boolean> => {
    if (alerts.length <= ASK_ABOVE) return Promise.resolve(true)
    const clusters = new Set(alerts.map(({ labels }) => labels.cluster).filter(Boolean)).size
    return askQuestion(questions, (answer) => ({ kind: 'many', count: alerts.length, clusters, answer }))
  }

  const take = (alerts: readonly BoardAlert[], name: string): Promise<readonly Result<Alert>[]> =>
    pLimit(AT_ONCE).map(alerts, (alert) =>
      bridge.acknowledge(alert.fingerprint, { life: current(alert).life, name }),
    )
  const release = (alerts: readonly BoardAlert[], name: string): Promise<readonly Result<Alert>[]> =>
    pLimit(AT_ONCE).map(alerts, ({ fingerprint, life }) => bridge.unacknowledge(fingerprint, { life, name }))

  const acknowledge: Actions['acknowledge'] = async (wanted) => {
    const pressed = now()
    const firing = wanted.map(current).filter(({ status }) => status === 'firing')
    const free = firing.filter(({ acknowledged_by }) => acknowledged_by === null)
    if (free.length === 0) {
      toasts.push({
        kind: 'result',
        ...alreadyHeld(wanted.map(current), preferences.getState().name),
        actions: [],
      })
      return
    }
    if (!(await isAgreed(free))) return
    const name = await askName(options, 'Acknowledge')
    if (name === null) return
    const results = await take(free, name)
    board.clearSelection()
    const mine = free.filter((_, index) => results[index]?.ok)
    const refusals = free.flatMap((alert, index) => {
      const result = results[index]
      return result === undefined || result.ok ? [] : [{ alert: current(alert), refusal: result }]
    })
    if (mine.length > 0) {
      const done: Done = { alerts: mine, undo: () => undoTaking(mine, name) }
      last = done
      toasts.push({ kind: 'result', ...taken(mine, free.length, refusals), actions: [undoAction(done)] })
      if (refusals.every(({ refusal }) => refusal.reason === 'conflict')) return
    }
    tellRefusals(refusals, pressed, name)
  }

  const tellRefusals = (
    refusals: readonly { readonly alert: BoardAlert; readonly refusal: Refusal }[],
    pressed: Millis,
    name: string,
  ): void => {
    const [first] = refusals
    if (first === undefined) return
    const { text, again } = refused(first.alert, first.refusal, refusals.length, {
      pressed,
      now: now(),
      name,
    })
    const retry = { label: again ?? '', run: () => void acknowledge(refusals.map(({ alert }) => alert)) }
    toasts.push({ kind: 'error', text, actions: again === null ? [] : [retry], key: 'acknowledge' })
  }

  const undoAction = (done: Done) => ({ label: 'Undo', run: () => void run(done) })
  const run = async (done: Done): Promise<void> => {
    if (last === done) last = undefined
    await done.undo()
  }
  const undoTaking = async (alerts: readonly BoardAlert[], name: string): Promise<void> => {
    const results = await release(alerts, name)
    toasts.push(outcome(alerts, results))
  }
  const outcome = (alerts: readonly BoardAlert[], results: readonly Result<Alert>[]) => {
    const failed = results.find((result) => !result.ok)
    return { ...givenBack(alerts, failed?.ok === false ? failed : null), actions: [] }
  }

  return {
    acknowledge,
    giveBack: async (wanted) => {
      const { name } = preferences.getState()
      const mine = wanted
        .map(current)
        .filter((alert) => name !== null && alert.acknowledged_by?.name === name)
      if (mine.length === 0 || name === null) {
        toasts.push({ kind: 'result', text: nothingToGiveBack(wanted.map(current)), actions: [] })
        return
      }
      const results = await release(mine, name)
      board.clearSelection()
      const done: Done = { alerts: mine, undo: () => acknowledge(mine) }
      last = done
      const told = outcome(mine, results)
      toasts.push({ ...told, actions: told.kind === 'result' ? [undoAction(done)] : [] })
    },
    undo: async () => {
      if (last === undefined) toasts.push({ kind: 'result', text: ['Nothing to undo.'], actions: [] })
      else await run(last)
    },
    tell: (text) => void toasts.push({ kind: 'result', text: [text], actions: [] }),
  }
}
