import type { Notifier } from '../notifications/notifier.ts'
import type { SettingsStore } from '../settings/settings-store.ts'

export interface KeepsRunningParts {
  readonly settings: SettingsStore
  readonly notifier: Notifier
  readonly open: () => void
  readonly report: (error: unknown) => void
}

/** Tells a person who closes the window for the first time that the app goes on. */
export function tellKeepsRunning({ settings, notifier, open, report }: KeepsRunningParts): void {
  if (settings.current().is_close_told) return
  settings.change({ is_close_told: true }).catch(report)
  const nothing = (): void => {}
  const events = { shown: nothing, failed: nothing, pressed: nothing, closed: nothing }
  notifier.show(KEEPS_RUNNING, { ...events, clicked: open })
}

const KEEPS_RUNNING = {
  key: 'keeps_running',
  title: 'Watchfloor keeps running',
  body: 'You will still be told. Open or quit it from its icon in the panel, or start it again to open it.',
  urgency: 'low',
  is_silent: true,
  stays: false,
  buttons: [],
} as const
