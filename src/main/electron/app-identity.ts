import type { App } from 'electron'
import { SCHEME } from '../window/own-page.ts'

/** Our name towards the system: of the installed `.desktop` file, and of the shortcut that Windows' toasts need. */
export const APP_ID = 'io.watchfloor.Watchfloor'
/** The same in every version: Windows starts us by it when a toast is clicked. */
const TOAST_ACTIVATOR = '{a9836cbc-2294-4769-ba4b-cd536cb2bcad}'

/** Before the app is ready, and before the first notification. */
export function identifyApp(app: App, platform: string): void {
  if (platform === 'win32') {
    app.setAppUserModelId(APP_ID)
    app.setToastActivatorCLSID(TOAST_ACTIVATOR)
  }
  if (platform === 'linux') app.setDesktopName(`${APP_ID}.desktop`)
  // A checkout would register its Electron, without us.
  if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME)
}
