import type { Late, Outcome, Refused } from '@watchfloor/client'
import { type Alert, isFree, type Millis, type Session } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'
import type { Actions, QuestionStore } from '../../state/actions.ts'
import type { BoardStore } from '../../state/board-store.ts'
import type { BoardBridge } from '../../state/bridge.ts'
import type { LiveStore } from '../../state/live-store.ts'
import { isBarred } from '../../state/may.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import type { Phrase, ToastAction, ToastStore } from '../../state/toasts.ts'
import type { UndoStack } from '../../state/undo.ts'
import { actingName } from '../../state/who.ts'
import type { WorkStore } from '../../state/works.ts'
import { actOn } from './act-on.ts'
import { askMany, askName } from './ask.ts'
import { showLate } from './show-late.ts'
import {
  alreadyHeld,
  givenBack,
  nothingToGiveBack,
  refused,
  standsOtherwise,
  taken,
  whatOf,
} from './words.ts'

/** Above this many alerts one sentence asks first. */
const ASK_ABOVE = 50

export interface AcknowledgeOptions {
  readonly bridge: BoardBridge
  readonly live: LiveStore
  readonly board: BoardStore
  readonly toasts: ToastStore
  readonly undo: UndoStack
  readonly works: WorkStore
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
  readonly who: StoreApi<Session | null>
  /** Server time. */
  readonly now: () => Millis
}

/** Taking alerts and giving them back: at once, undone rather than asked. */
export function createAcknowledging(options: AcknowledgeOptions): Omit<Actions, 'resolve'> {
  const { live, board, toasts, undo, questions, preferences, who, now } = options

  const me = (): string | null => actingName(who.getState(), preferences.getState())
  const current = (alert: Alert): Alert => live.getState().board?.alerts.get(alert.fingerprint) ?? alert
  const release = (alerts: readonly Alert[], name: string): Promise<Outcome<Alert>> =>
    actOn(alerts, { act: 'unacknowledge', name }, options)
  const show = (late: readonly Late<Alert>[]): readonly ToastAction[] => showLate(questions, late)

  const acknowledge: Actions['acknowledge'] = async (wanted) => {
    if (isBarred(options, 'respond')) return
    const pressed = now()
    const free = wanted.map(current).filter(isFree)
    if (free.length === 0) {
      toasts.push({
        kind: 'result',
        ...alreadyHeld(wanted.map(current), me()),
        actions: [],
      })
      return
    }
    if (free.length > ASK_ABOVE && !(await askMany(questions, 'Acknowledge', free))) return
    const name = await askName(options, 'Acknowledge')
    if (name !== null) await take(free, pressed, name)
  }

  const take = async (free: readonly Alert[], pressed: Millis, name: string): Promise<void> => {
    const came = await actOn(free.map(current), { act: 'acknowledge', name }, options)
    const { done, late, failed, left } = came
    board.clearSelection()
    const undoing = (): ToastAction =>
      undo.did({
        what: `taking ${whatOf(done)}`,
        over: () => isOver(done, name),
        run: () => undoTaking(done, name),
      })
    if (done.length > 0 || free.length > 1) {
      const goOn = { label: 'Go on', run: () => void take(left, now(), name) }
      const actions = [
        ...(done.length > 0 ? [undoing()] : []),
        ...show(late),
        ...(left.length > 0 ? [goOn] : []),
      ]
      if (failed.length < free.length) toasts.push({ kind: 'result', ...taken(came), actions })
      if (failed.length === 0) return
    }
    tellRefusals(failed.length > 0 ? failed : late, pressed, name)
  }

  const tellRefusals = (refusals: readonly Refused<Alert>[], pressed: Millis, name: string): void => {
    const [first] = refusals
    if (first === undefined) return
    const { text, again } = refused(current(first.alert), first.refusal, refusals.length, {
      pressed,
      now: now(),
      name,
    })
    const retry = { label: again ?? '', run: () => void acknowledge(refusals.map(({ alert }) => alert)) }
    toasts.push({ kind: 'error', text, actions: again === null ? [] : [retry], key: 'acknowledge' })
  }

  /**
   * Why nothing of it can be taken back: all have ended, or somebody else has them; null while there is one. The event
   * of what was done may not be here yet, so that one that nobody has may be one's own.
   */
  const isOver = (alerts: readonly Alert[], name: string): readonly Phrase[] | null => {
    const [first] = alerts
    const stands = (alert: Alert): boolean => {
      const { acknowledged_by: holder } = current(alert)
      return isSameLife(alert, current(alert)) && (holder === null || holder.name === name)
    }
    if (first === undefined || alerts.some(stands)) return null
    return standsOtherwise(current(first), isSameLife(first, current(first)), alerts.length)
  }
  const undoTaking = async (alerts: readonly Alert[], name: string): Promise<void> => {
    const came = await release(alerts, name)
    toasts.push({ ...givenBack(came), actions: show(came.late) })
  }

  return {
    acknowledge,
    giveBack: async (wanted) => {
      if (isBarred(options, 'respond')) return
      const name = me()
      const mine = wanted
        .map(current)
        .filter((alert) => name !== null && alert.acknowledged_by?.name === name)
      if (mine.length === 0 || name === null) {
        toasts.push({ kind: 'result', text: nothingToGiveBack(wanted.map(current)), actions: [] })
        return
      }
      const came = await release(mine, name)
      board.clearSelection()
      const { done } = came
      const action =
        done.length === 0
          ? []
          : [
              undo.did({
                what: `giving back ${whatOf(done)}`,
                over: () => isOver(done, name),
                run: () => take(done, now(), name),
              }),
            ]
      toasts.push({ ...givenBack(came), actions: [...action, ...show(came.late)] })
    },
    tell: (text) => void toasts.push({ kind: 'result', text: [text], actions: [] }),
  }
}

function isSameLife(one: Alert, other: Alert): boolean {
  return one.life === other.life && other.status === 'firing'
}
