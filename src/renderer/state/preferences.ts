import { createStore, type StoreApi } from 'zustand/vanilla'

export const DENSITIES = ['compact', 'normal', 'roomy'] as const
export type Density = (typeof DENSITIES)[number]

/** What one person set on this computer. */
export interface Preferences {
  /** Shown when they acknowledge; null until asked. */
  readonly name: string | null
  readonly density: Density
  /** Shortcuts of a single key, without Ctrl or Shift. */
  readonly singleKeys: boolean
  /** When a shift was handed over last on this computer; null when none was. */
  readonly handedOver: number | null
  readonly setName: (name: string) => void
  readonly setDensity: (density: Density) => void
  readonly setSingleKeys: (on: boolean) => void
  readonly setHandedOver: (at: number) => void
}

export type PreferenceStore = StoreApi<Preferences>

/** The part of `localStorage` that is needed. */
export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** Preferences kept on a shelf. A shelf that refuses (private windows) only forgets at the next start. */
export function createPreferences(shelf: Shelf): PreferenceStore {
  const read = (key: string): string | null => {
    try {
      return shelf.getItem(`watchfloor.${key}`)
    } catch {
      return null
    }
  }
  const write = (key: string, value: string): void => {
    try {
      shelf.setItem(`watchfloor.${key}`, value)
    } catch (error) {
      console.warn(`The preference ${key} is kept until this window closes only.`, error)
    }
  }
  return createStore<Preferences>((set) => ({
    name: read('name'),
    density: DENSITIES.find((density) => density === read('density')) ?? 'normal',
    singleKeys: read('single-keys') !== 'off',
    handedOver: Number(read('handed-over')) || null,
    setHandedOver: (handedOver) => {
      write('handed-over', String(handedOver))
      set({ handedOver })
    },
    setName: (name) => {
      write('name', name)
      set({ name })
    },
    setDensity: (density) => {
      write('density', density)
      set({ density })
    },
    setSingleKeys: (singleKeys) => {
      write('single-keys', singleKeys ? 'on' : 'off')
      set({ singleKeys })
    },
  }))
}
