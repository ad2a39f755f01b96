import { BrowserWindow as StandInWindow } from './main/browser-window.ts'
import { openWindows } from './main/window-list.ts'
import { guarded, missing as none } from './not-implemented.ts'

export { Menu, MenuItem } from './desktop/menu.ts'
export { net } from './desktop/net.ts'
export { Notification } from './desktop/notification.ts'
export { powerMonitor } from './desktop/power-monitor.ts'
export { safeStorage } from './desktop/safe-storage.ts'
export { screen } from './desktop/screen.ts'
export { shell } from './desktop/shell.ts'
export { Tray } from './desktop/tray.ts'
/** What `electron` is for main while the stand-in runs. Whatever Electron exports and this does not do is named. */
export { app } from './main/app.ts'
export { ipcMain } from './main/ipc-main.ts'
export { nativeImage } from './main/native-image.ts'
export { nativeTheme } from './main/native-theme.ts'
export { protocol } from './main/protocol.ts'
export { session } from './main/session.ts'

export const BrowserWindow: typeof StandInWindow = guarded(StandInWindow, 'BrowserWindow')

export const webContents = guarded(
  {
    getAllWebContents: () => openWindows().map((window) => window.webContents),
    fromId: (id: number) => openWindows().find((window) => window.webContents.id === id)?.webContents,
    fromDevToolsTargetId: (id: string) =>
      openWindows().find((window) => window.webContents.targetId === id)?.webContents,
    getFocusedWebContents: () => openWindows().find((window) => window.isFocused())?.webContents ?? null,
  },
  'webContents',
)

export const crashReporter = guarded({ start: (): void => {} }, 'crashReporter')

export const dialog = guarded(
  { showErrorBox: (title: string, content: string): void => console.error(`${title}\n${content}`) },
  'dialog',
)

export const autoUpdater = none('autoUpdater')
export const BaseWindow = none('BaseWindow')
export const BrowserView = none('BrowserView')
export const clipboard = none('clipboard')
export const contentTracing = none('contentTracing')
export const desktopCapturer = none('desktopCapturer')
export const globalShortcut = none('globalShortcut')
export const ImageView = none('ImageView')
export const inAppPurchase = none('inAppPurchase')
export const MessageChannelMain = none('MessageChannelMain')
export const netLog = none('netLog')
export const powerSaveBlocker = none('powerSaveBlocker')
export const pushNotifications = none('pushNotifications')
export const ShareMenu = none('ShareMenu')
export const systemPreferences = none('systemPreferences')
export const TouchBar = none('TouchBar')
export const utilityProcess = none('utilityProcess')
export const View = none('View')
export const WebContentsView = none('WebContentsView')
export const webFrameMain = none('webFrameMain')
