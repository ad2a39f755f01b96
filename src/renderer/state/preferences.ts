import { createStore, type StoreApi } from 'zustand/vanilla'
import { TIME_ZONES, type TimeZone } from '../../shared/times.ts'

export const DENSITIES = ['compact', 'normal', 'roomy'] as const
export type Density = (typeof DENSITIES)[number]

export const DENSITY_MEANINGS: Readonly<Record<Density, string>> = {
  compact: 'Compact, 28 px',
  normal: 'Normal, 36 px',
  roomy: 'Roomy, two lines',
}

/** `auto` is as the system has it. */
export const SCHEMES = ['auto', 'light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

/** What one person set on this computer. */
export interface Preferences {
  /** Shown when they acknowledge; null until asked. */
  readonly name: string | null
  readonly density: Density
  /** Shortcuts of a single key, without Ctrl or Shift. */
  readonly singleKeys: boolean
  /** When a shift was handed over last on this computer; null when none was. */
  readonly handedOver: number | null
  readonly scheme: Scheme
  readonly zone: TimeZone
  readonly setName: (name: string) => void
  readonly setDensity: (density: Density) => void
  readonly setSingleKeys: (on: boolean) => void
  readonly setScheme: (scheme: Scheme) => void
  readonly setZone: (zone: TimeZone) => void
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
    scheme: SCHEMES.find((scheme) => scheme === read('scheme')) ?? 'auto',
    zone: TIME_ZONES.find((zone) => zone === read('zone')) ?? 'mine',
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
    setScheme: (scheme) => {
      write('scheme', scheme)
      set({ scheme })
    },
    setZone: (zone) => {
      write('zone', zone)
      set({ zone })
    },
  }))
}
