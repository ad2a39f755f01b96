import type { NotificationContent } from './notifier.ts'

/** Told once, when the person closes the window for the first time. */
export const KEEPS_RUNNING: NotificationContent = {
  key: 'keeps_running',
  title: 'Watchfloor keeps running',
  body: 'You will still be told. Open or quit it from its icon in the panel, or start it again to open it.',
  urgency: 'low',
  is_silent: true,
  stays: false,
  buttons: [],
}
