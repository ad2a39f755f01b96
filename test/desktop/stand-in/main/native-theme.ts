import type Electron from 'electron'
import { Guarded } from '../not-implemented.ts'
import { openWindows } from './window-list.ts'

type Source = Electron.NativeTheme['themeSource']

/** `nativeTheme`: the system is light here, unless the app says otherwise. */
class NativeTheme
  extends Guarded
  implements Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'>
{
  #source: Source = 'system'

  constructor() {
    super('nativeTheme')
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark'
  }

  get themeSource(): Source {
    return this.#source
  }

  set themeSource(source: Source) {
    if (source === this.#source) return
    this.#source = source
    for (const { webContents } of openWindows()) void webContents.applyColorScheme()
    this.emit('updated')
  }
}

export const nativeTheme: NativeTheme = new NativeTheme()

/** For pages: '' leaves the choice to Chromium. */
export function colorScheme(): string {
  return nativeTheme.themeSource === 'system' ? '' : nativeTheme.themeSource
}
