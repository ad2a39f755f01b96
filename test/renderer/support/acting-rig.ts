import type { BoardAlert, Session } from '@watchfloor/contract'
import { createStore } from 'zustand/vanilla'
import { createAcknowledging } from '../../../src/renderer/features/acknowledge/acknowledge.ts'
import { createHandingOver } from '../../../src/renderer/features/acknowledge/hand-over.ts'
import { createNoting } from '../../../src/renderer/features/acknowledge/noting.ts'
import { createResolving } from '../../../src/renderer/features/acknowledge/resolve.ts'
import type { Actions, QuestionState } from '../../../src/renderer/state/actions.ts'
import { createPreferences } from '../../../src/renderer/state/preferences.ts'
import { createToasts, type Toast } from '../../../src/renderer/state/toasts.ts'
import { createUndo } from '../../../src/renderer/state/undo.ts'
import { createWorks } from '../../../src/renderer/state/works.ts'
import { sampleAlert } from './board-parts.ts'
import { boardRig, NOW } from './board-rig.ts'

export const alert = sampleAlert()
/** So many in three clusters, each its own. */
export const many = (count: number): BoardAlert[] =>
  Array.from({ length: count }, (_, index) =>
    sampleAlert({ fingerprint: `f${index}`, labels: { cluster: `c${index % 3}`, pod: `p${index}` } }),
  )

/** What acts on alerts, on a server in the page. */
export function setUp(
  alerts: readonly BoardAlert[],
  name: string | null = 'Ana',
  session: Session | null = null,
) {
  const rig = boardRig(...alerts)
  const shelf = new Map<string, string>(name === null ? [] : [['watchfloor.name', name]])
  const preferences = createPreferences({
    getItem: (key) => shelf.get(key) ?? null,
    setItem: (key, value) => void shelf.set(key, value),
  })
  const toasts = createToasts(() => () => {})
  const undo = createUndo(toasts)
  const works = createWorks(rig.live, (_ms, run) => {
    run()
    return () => {}
  })
  const questions = createStore<QuestionState>(() => ({ question: null }))
  const parts = {
    bridge: rig.server.bridge,
    live: rig.live,
    board: rig.board,
    toasts,
    undo,
    works,
    questions,
    preferences,
    who: createStore<Session | null>(() => session),
    now: () => NOW,
  }
  const actions: Actions = {
    ...createAcknowledging(parts),
    ...createHandingOver(parts),
    ...createNoting(parts),
    ...createResolving(parts),
  }
  const last = (): Toast | undefined => toasts.getState().toasts.at(-1)
  const said = (): string =>
    (last()?.text ?? []).map((piece) => (typeof piece === 'string' ? piece : piece.strong)).join('')
  const press = async (label: string): Promise<void> => {
    last()
      ?.actions.find((action) => action.label === label)
      ?.run()
    await settled()
    rig.frame()
  }
  return { ...rig, actions, undo, works, toasts, questions, shelf, last, said, press }
}

/** Lets what waits on resolved promises go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve()
}
