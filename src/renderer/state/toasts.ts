import { createStore, type StoreApi } from 'zustand/vanilla'

/** A phrase of a sentence; `strong` is a name in it. */
export type Phrase = string | { readonly strong: string }

export interface ToastAction {
  readonly label: string
  /** Of what it does, with its key. */
  readonly hint?: string
  readonly run: () => void
}

export interface Toast {
  readonly id: number
  /** A `result` leaves by itself; errors, criticals and what others ask of this person stay until dismissed. */
  readonly kind: 'result' | 'error' | 'critical' | 'question'
  readonly text: readonly Phrase[]
  /** A second line. */
  readonly detail?: string
  readonly actions: readonly ToastAction[]
  /** What the button says that closes it; `Dismiss` when absent. */
  readonly dismiss?: string
  /** Fingerprints of alerts that it asks something for: it goes when none of them needs somebody any more. */
  readonly needed?: readonly string[]
  /** One toast per key: a newer one takes the place of the older. */
  readonly key?: string
  /** It is said aloud elsewhere: a screen reader does not hear it twice. */
  readonly isAnnounced?: true
}

export interface ToastState {
  /** Oldest first. */
  readonly toasts: readonly Toast[]
}

export interface ToastStore extends StoreApi<ToastState> {
  push(toast: Omit<Toast, 'id'>): number
  /** Many at once, which in a storm may be thousands. */
  pushAll(toasts: readonly Omit<Toast, 'id'>[]): void
  dismiss(id: number): void
  dismissKeys(keys: ReadonlySet<string>): void
  /** Lets go of those that ask for something that nobody needs any more. */
  dismissUnneeded(isNeeded: (fingerprint: string) => boolean): void
  /** A pointer or the focus is on the toasts: nothing leaves by itself meanwhile. */
  hold(on: boolean): void
}

const RESULT_MS = 6_000

/** Toasts in the window. Of results only the latest is kept: Ctrl Z still reaches what an older one offered to undo. */
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
  const pushAll = (fresh: readonly Omit<Toast, 'id'>[]): void => {
    if (fresh.length === 0) return
    const keys = new Set(fresh.flatMap(({ key }) => key ?? []))
    const hasResult = fresh.some(({ kind }) => kind === 'result')
    keep((one) => !(hasResult && one.kind === 'result') && !(one.key !== undefined && keys.has(one.key)))
    store.setState({
      toasts: [...store.getState().toasts, ...fresh.map((toast) => ({ ...toast, id: ++last }))],
    })
    schedule()
  }
  return Object.assign(store, {
    pushAll,
    push: (toast: Omit<Toast, 'id'>) => {
      pushAll([toast])
      return last
    },
    dismiss: (id: number) => keep((toast) => toast.id !== id),
    dismissKeys: (keys: ReadonlySet<string>) => {
      if (keys.size > 0) keep(({ key }) => key === undefined || !keys.has(key))
    },
    dismissUnneeded: (isNeeded: (fingerprint: string) => boolean) =>
      keep(({ needed }) => needed === undefined || needed.some(isNeeded)),
    hold: (on: boolean) => {
      isHeld = on
      schedule()
    },
  })
}

/** At most three are shown; of more, the last is a count of those that are not: `+ 4 more critical`. */
export function shownToasts(toasts: readonly Toast[]): {
  readonly shown: readonly Toast[]
  /** Empty when all are shown. */
  readonly more: string
} {
  if (toasts.length <= 3) return { shown: toasts, more: '' }
  const urgency = { error: 0, question: 0, result: 0, critical: 1 }
  const first = [...toasts].sort((a, b) => urgency[a.kind] - urgency[b.kind] || b.id - a.id).slice(0, 2)
  const hidden = toasts.filter((toast) => !first.includes(toast))
  const word = hidden.every(({ kind }) => kind === 'critical') ? ' critical' : ''
  return { shown: toasts.filter((toast) => first.includes(toast)), more: `+ ${hidden.length} more${word}` }
}
