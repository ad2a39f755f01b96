import type { Late, Refused } from '@watchfloor/client'
import {
  type Alert,
  AlertDetail,
  isFree,
  isGoingOn,
  type Millis,
  mayTake,
  parser,
  type Session,
} from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'
import { whatOf } from '../../../shared/what-of.ts'
import type { Actions, QuestionStore, Terms } from '../../state/actions.ts'
import type { BoardStore } from '../../state/board-store.ts'
import { ask, type BoardBridge } from '../../state/bridge.ts'
import type { LiveStore } from '../../state/live-store.ts'
import { isBarred } from '../../state/may.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import type { Toast, ToastAction, ToastStore } from '../../state/toasts.ts'
import type { UndoStack } from '../../state/undo.ts'
import { actingName } from '../../state/who.ts'
import type { WorkStore } from '../../state/works.ts'
import { actOn, type How } from './act-on.ts'
import { askMany, askName, askQuestion } from './ask.ts'
import { createGivingBack } from './give-back.ts'
import { showLate } from './show-late.ts'
import { undone } from './team-words.ts'
import { chosenText } from './terms.ts'
import { undoTaking, whyOver } from './undo-taking.ts'
import { alreadyHeld, refused, taken } from './words.ts'

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

const parseDetail = parser(AlertDetail)
const TAKE_OVER = 'Hand over to me'

/** Taking alerts and giving them back: at once, undone rather than asked. */
export function createAcknowledging(
  options: AcknowledgeOptions,
): Pick<Actions, 'acknowledge' | 'acknowledgeWith' | 'giveBack' | 'tell'> {
  const { bridge, live, board, toasts, undo, questions, preferences, who, now } = options

  const me = (): string | null => actingName(who.getState(), preferences.getState())
  const current = (alert: Alert): Alert => live.getState().board?.alerts.get(alert.fingerprint) ?? alert
  const show = (late: readonly Late<Alert>[]): readonly ToastAction[] => showLate(questions, late)

  const acknowledge = async (wanted: readonly Alert[]): Promise<void> => {
    if (isBarred(options, 'respond')) return
    const takeable = wanted.map(current).filter((alert) => mayTake(alert, me()))
    if (takeable.length === 0) tellHeld(wanted.map(current))
    else await askAndTake(takeable, {})
  }

  const acknowledgeWith = async (wanted: readonly Alert[]): Promise<void> => {
    if (isBarred(options, 'respond')) return
    const isOpen = (alert: Alert): boolean =>
      mayTake(alert, me()) || (isGoingOn(alert) && alert.acknowledged_by?.name === me())
    const open = wanted.map(current).filter(isOpen)
    const [only] = open
    if (only === undefined) return tellHeld(wanted.map(current))
    const present = open.length === 1 && !isFree(only) ? only.acknowledged_by : null
    const what = whatOf(open)
    const terms = await askQuestion<Terms | null>(questions, (answer) => ({
      kind: 'terms',
      what,
      present,
      answer,
    }))
    if (terms !== null) await askAndTake(open, terms)
  }

  const askAndTake = async (alerts: readonly Alert[], how: How): Promise<void> => {
    const pressed = now()
    if (alerts.length > ASK_ABOVE && !(await askMany(questions, 'Acknowledge', alerts))) return
    const name = await askName(options, 'Acknowledge')
    if (name !== null) await take(alerts, pressed, name, how)
  }

  const take = async (
    alerts: readonly Alert[],
    pressed: Millis,
    name: string,
    how: How = {},
  ): Promise<void> => {
    const came = await actOn(alerts.map(current), { act: 'acknowledge', name, ...how }, options)
    const { done, late, failed, left } = came
    board.clearSelection()
    // That one is still on them has changed nothing that could be put back.
    const changed = done.filter((alert) => how.until !== undefined || alert.acknowledged_by?.name !== name)
    const undoing = (): ToastAction =>
      undo.did({
        what: `taking ${whatOf(changed)}`,
        over: () => whyOver(changed, current, name),
        run: async () => {
          const undid = await undoTaking(changed, name, options)
          toasts.push({ ...undone(undid, name), actions: show(undid.late) })
        },
      })
    if (done.length > 0 || alerts.length > 1) {
      const goOn = { label: 'Go on', run: () => void take(left, now(), name, how) }
      const actions = [
        ...(changed.length > 0 ? [undoing()] : []),
        ...show(late),
        ...(left.length > 0 ? [goOn] : []),
      ]
      if (failed.length < alerts.length)
        toasts.push({ kind: 'result', ...taken(came, name, chosenText(how, now())), actions })
      if (failed.length === 0) return
    }
    await tellRefusals(failed.length > 0 ? failed : late, pressed, name)
  }

  /** Only from whom it was seen with: a third who was quicker loses nothing. */
  const takingOver = (alert: Alert): readonly ToastAction[] => {
    const from = alert.acknowledged_by?.name
    if (from === undefined || from === me()) return []
    return [{ label: TAKE_OVER, run: () => void askAndTake([alert], { from }) }]
  }

  const tellHeld = (alerts: readonly Alert[]): void => {
    const [first] = alerts
    const { text, isClose } = alreadyHeld(alerts, me(), now())
    const actions = first === undefined ? [] : takingOver(first)
    toasts.push({
      kind: isClose ? 'error' : 'result',
      key: 'acknowledge',
      text,
      actions,
      ...closing(actions),
    })
  }

  /** The event that says who was first may not be here yet; the server knows. */
  const truthOf = async (alert: Alert): Promise<Alert> => {
    const path = `/api/v2/alerts/${encodeURIComponent(alert.fingerprint)}`
    const answer = await ask(bridge, { path }, parseDetail)
    return answer.ok ? answer.value.alert : current(alert)
  }

  const tellRefusals = async (
    refusals: readonly Refused<Alert>[],
    pressed: Millis,
    name: string,
  ): Promise<void> => {
    const [first] = refusals
    if (first === undefined) return
    const isConflict = first.refusal.reason === 'conflict'
    const alert = isConflict ? await truthOf(first.alert) : current(first.alert)
    const moment = { pressed, now: now(), name }
    const { text, again } = refused(alert, first.refusal, refusals.length, moment)
    const retry = { label: again ?? '', run: () => void acknowledge(refusals.map(({ alert }) => alert)) }
    const actions = again !== null ? [retry] : isConflict ? takingOver(alert) : []
    const needed = again === null ? {} : { needed: refusals.map(({ alert }) => alert.fingerprint) }
    toasts.push({ kind: 'error', key: 'acknowledge', text, actions, ...closing(actions), ...needed })
  }

  return {
    acknowledge,
    acknowledgeWith,
    giveBack: createGivingBack(options, { me, current, take: (alerts, name) => take(alerts, now(), name) }),
    tell: (text) => void toasts.push({ kind: 'result', text: [text], actions: [] }),
  }
}

/** What tells of somebody else is taken note of, not dismissed. */
function closing(actions: readonly ToastAction[]): Pick<Toast, 'dismiss'> {
  return actions.some(({ label }) => label === TAKE_OVER) ? { dismiss: 'OK' } : {}
}
