import type { BrowserWindowConstructorOptions, NativeImage } from 'electron'
import { MIN_SIZE, type Placement } from '../window/window-memory.ts'

/** Canvas of the board in either scheme, so that nothing flashes before the page is painted. */
const CANVAS = { dark: '#0D1015', light: '#F4F6F8' } as const

/** The board's window: the page in it is walled off from this computer. */
export function windowOptions(
  { size, at }: Placement,
  isDark: boolean,
  { preload, icon }: { readonly preload: string; readonly icon: NativeImage },
): BrowserWindowConstructorOptions {
  return {
    ...size,
    ...at,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Watchfloor',
    icon,
    autoHideMenuBar: true,
    backgroundColor: isDark ? CANVAS.dark : CANVAS.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      // Its dictionaries would be fetched from elsewhere.
      spellcheck: false,
    },
  }
}
