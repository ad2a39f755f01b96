import type * as Electron from 'electron'
import type { MenuItemConstructorOptions } from 'electron'

/** What the keyboard and, on macOS, the menu bar offer: no tools for developers, no links elsewhere. */
export function installAppMenu({ Menu }: Pick<typeof Electron, 'Menu'>, platform: string): void {
  const own: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...own,
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'reload' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
