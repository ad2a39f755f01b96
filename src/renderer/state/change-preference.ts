import type { Watchfloor } from './context.ts'
import type { Preferences } from './preferences.ts'

export interface PreferenceChange<T> {
  /** In a toast, such as `Times are in UTC.` */
  readonly said: string
  readonly read: (preferences: Preferences) => T
  readonly write: (preferences: Preferences, value: T) => void
}

/** In force at once; a toast says so, and what was before can be had back. */
export function changePreference<T>(
  { preferences, toasts, undo }: Pick<Watchfloor, 'preferences' | 'toasts' | 'undo'>,
  { said, read, write }: PreferenceChange<T>,
  value: T,
): void {
  const before = read(preferences.getState())
  if (before === value) return
  write(preferences.getState(), value)
  const action = undo.did({
    what: `the setting: ${said.replace(/\.$/, '')}`,
    over: () => (read(preferences.getState()) === value ? null : ['it was set otherwise since.']),
    run: async () => write(preferences.getState(), before),
  })
  toasts.push({ kind: 'result', key: 'preference', text: [said], actions: [action] })
}
