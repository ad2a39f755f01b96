import { createStore, type StoreApi } from 'zustand/vanilla'

/** A piece of a sentence; `strong` is a name in it. */
export type Piece = string | { readonly strong: string }

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export interface Toast {
  readonly id: number
  /** A `result` leaves by itself; errors and criticals stay until dismissed. */
  readonly kind: 'result' | 'error' | 'critical'
  readonly text: readonly Piece[]
  /** A second line. */
  readonly detail?: string
  readonly actions: readonly ToastAction[]
  /** One toast per key: a newer one takes the place of the older. */
  readonly key?: string
}

export interface ToastState {
  /** Oldest first. */
  readonly toasts: readonly Toast[]
}

export interface ToastStore extends StoreApi<ToastState> {
  push(toast: Omit<Toast, 'id'>): number
  dismiss(id: number): void
  dismissKey(key: string): void
  /** A pointer or the focus is on the toasts: nothing leaves by itself meanwhile. */
  hold(on: boolean): void
}

const RESULT_MS = 6_000

/** Toasts in the window. Of results only the latest is kept: `Undo` by key still reaches it. */
export function createToasts(after: (milliseconds: number, run: () => void) => () => void): ToastStore {
  const store = createStore<ToastState>(() => ({ toasts: [] }))
  let last = 0
  let isHeld = false
  let leave: (() => void) | undefined

  const keep = (test: (toast: Toast) => boolean): void => {
    const { toasts } = store.getState()
    const kept = toasts.filter(test)
    if (kept.length !== toasts.length) store.setState({ toasts: kept })
  }
  const schedule = (): void => {
    leave?.()
    leave = undefined
    if (isHeld || !store.getState().toasts.some(({ kind }) => kind === 'result')) return
    leave = after(RESULT_MS, () => keep(({ kind }) => kind !== 'result'))
  }
  return Object.assign(store, {
    push: (toast: Omit<Toast, 'id'>) => {
      const id = ++last
      keep((one) => !(one.kind === 'result' && toast.kind === 'result') && !sameKey(one, toast))
      store.setState({ toasts: [...store.getState().toasts, { ...toast, id }] })
      schedule()
      return id
    },
    dismiss: (id: number) => keep((toast) => toast.id !== id),
    dismissKey: (key: string) => keep((toast) => toast.key !== key),
    hold: (on: boolean) => {
      isHeld = on
      schedule()
    },
  })
}

function sameKey(one: Toast, other: Pick<Toast, 'key'>): boolean {
  return one.key !== undefined && one.key === other.key
}

/** At most three are shown; of more, the last is a count of those that are not: `+ 4 more critical`. */
export function shownToasts(toasts: readonly Toast[]): {
  readonly shown: readonly Toast[]
  /** Empty when all are shown. */
  readonly more: string
} {
  if (toasts.length <= 3) return { shown: toasts, more: '' }
  const urgency = { error: 0, result: 0, critical: 1 }
  const first = [...toasts].sort((a, b) => urgency[a.kind] - urgency[b.kind] || b.id - a.id).slice(0, 2)
  const hidden = toasts.filter((toast) => !first.includes(toast))
  const word = hidden.every(({ kind }) => kind === 'critical') ? ' critical' : ''
  return { shown: toasts.filter((toast) => first.includes(toast)), more: `+ ${hidden.length} more${word}` }
}
