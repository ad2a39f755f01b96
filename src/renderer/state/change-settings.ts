import type { Refusal } from '@watchfloor/client'
import { DEFAULT_SETTINGS, type SettingsChange } from '../../shared/settings.ts'
import { appRefusalText } from '../ui/refusal-text.ts'
import type { Watchfloor } from './context.ts'

/** In force at once; a toast says so and can undo it. Answers whether it was taken. */
export async function changeSettings(
  watchfloor: Watchfloor,
  change: SettingsChange,
  said: string,
): Promise<boolean> {
  const { desk, toasts, undo } = watchfloor
  const before = { ...DEFAULT_SETTINGS, ...desk.getState()?.settings }
  const isChanged = await saveSettings(watchfloor, change)
  if (!isChanged) return false
  const names = Object.keys(change) as (keyof SettingsChange)[]
  const back = Object.fromEntries(names.map((name) => [name, before[name]])) as SettingsChange
  const action = undo.did({
    what: `the setting: ${said.replace(/\.$/, '')}`,
    over: () => (isStill(desk.getState()?.settings, change) ? null : ['it was set otherwise since.']),
    run: async () => void (await saveSettings(watchfloor, back)),
  })
  toasts.push({ kind: 'result', text: [said], actions: [action] })
  return true
}

function isStill(settings: object | undefined, change: SettingsChange): boolean {
  const now = { ...settings } as SettingsChange
  return (Object.keys(change) as (keyof SettingsChange)[]).every(
    (name) => JSON.stringify(now[name]) === JSON.stringify(change[name]),
  )
}

/** The same without a word, unless it is refused. */
export async function saveSettings({ bridge, toasts }: Watchfloor, change: SettingsChange): Promise<boolean> {
  const answer = await bridge.desktop?.changeSettings(change)
  if (answer === undefined) return false
  if (!answer.ok) toasts.push({ ...notSaved(answer), actions: [] })
  return answer.ok
}

export function notSaved(refusal: Refusal) {
  return { kind: 'error', key: 'settings', text: [appRefusalText('Setting not saved', refusal)] } as const
}
