import type { Refusal } from '@watchfloor/client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DesktopOnly } from '../../shared/bridge.ts'
import type { DeskState } from '../../shared/desk-state.ts'
import { goTo } from './hash-location.ts'
import type { PreferenceStore } from './preferences.ts'
import type { ToastStore } from './toasts.ts'

/** What the desktop app knows of itself; null in a browser tab. */
export interface DeskStore extends StoreApi<DeskState | null> {
  stop(): void
}

export interface DeskOptions {
  /** Undefined in a browser tab. */
  readonly desktop: DesktopOnly<Refusal> | undefined
  readonly preferences: PreferenceStore
  readonly toasts: ToastStore
}

/** Follows the desktop app: its settings, its troubles, and where it sends the person. */
export function createDesk({ desktop, preferences, toasts }: DeskOptions): DeskStore {
  const store = createStore<DeskState | null>(() => null)
  if (desktop === undefined) return Object.assign(store, { stop: () => {} })

  const take = (desk: DeskState): void => {
    const before = store.getState()
    store.setState(desk, true)
    const { name, time_zone: zone } = desk.settings
    const known = preferences.getState()
    if (name !== known.name || zone !== known.zone) preferences.setState({ name, zone })
    if (desk.trouble !== (before?.trouble ?? null)) tellTrouble(desk.trouble, toasts)
  }
  take(desktop.desk)
  const ends = [desktop.onDesk(take), desktop.onGoTo((hash) => goTo(hash))]
  return Object.assign(store, {
    stop: () => {
      for (const end of ends) end()
    },
  })
}

/** Once for each trouble, until it is over or dismissed. */
function tellTrouble(trouble: string | null, toasts: ToastStore): void {
  if (trouble === null) toasts.dismissKeys(new Set(['desk trouble']))
  else toasts.push({ kind: 'error', key: 'desk trouble', text: [trouble], actions: [] })
}
