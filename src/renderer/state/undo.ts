import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Phrase, ToastAction, ToastStore } from './toasts.ts'

/** Something that was done, and can be taken back for as long as nothing has come of it. */
export interface Undoable {
  /** After "Undo: " and before a full stop, such as `taking CheckoutErrorRate`. */
  readonly what: string
  /** Why it cannot be taken back any more; null while it can. */
  readonly over: () => readonly Phrase[] | null
  /** Takes it back, and tells what came of that. */
  readonly run: () => Promise<void>
}

/** What was done here, the newest last; one for everything that a person does, so that a key undoes what they did last. */
export interface UndoStack extends StoreApi<{ readonly done: readonly Undoable[] }> {
  /** What the toast of an act offers. */
  did(act: Undoable): ToastAction
  /** Takes the newest back, and nothing else in its place. */
  undo(): Promise<void>
}

/** Nobody undoes more than they remember. */
const MOST = 50

export function createUndo(toasts: ToastStore): UndoStack {
  const store = createStore<{ readonly done: readonly Undoable[] }>(() => ({ done: [] }))
  const take = async (act: Undoable): Promise<void> => {
    const { done } = store.getState()
    if (!done.includes(act)) return
    store.setState({ done: done.filter((one) => one !== act) })
    const over = act.over()
    if (over === null) return await act.run()
    toasts.push({ kind: 'result', text: [`Not undone (${act.what}): `, ...over], actions: [] })
  }
  return Object.assign(store, {
    did: (act: Undoable) => {
      store.setState({ done: [...store.getState().done, act].slice(-MOST) })
      return { label: 'Undo', hint: `Undo: ${act.what}  Ctrl Z`, run: () => void take(act) }
    },
    undo: async () => {
      const act = store.getState().done.at(-1)
      if (act === undefined) toasts.push({ kind: 'result', text: ['Nothing to undo.'], actions: [] })
      else await take(act)
    },
  })
}

/** What Ctrl Z would undo now; empty when nothing. */
export function nextUndo({ done }: { readonly done: readonly Undoable[] }): string {
  return done.at(-1)?.what ?? ''
}
