import { EventEmitter } from 'node:events'
import type { BoardWindowOptions } from '../../../src/main/electron/board-window.ts'

export class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = []
  reloads = 0
  readonly send = (...args: unknown[]): unknown => this.sent.push(args)
  readonly reload = (): unknown => this.reloads++
}

/** What `BrowserWindow` does to the board's window, without a screen. */
export class FakeWindow extends EventEmitter {
  static readonly made: FakeWindow[] = []
  readonly webContents = new FakeContents()
  readonly loaded: string[] = []
  readonly calls: string[] = []
  bounds = { x: 1, y: 2, width: 900, height: 700 }
  is = { visible: false, focused: false, minimized: false, maximized: false, fullScreen: false }
  readonly options: Record<string, unknown>

  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    FakeWindow.made.push(this)
  }

  loadURL(address: string): Promise<void> {
    this.loaded.push(address)
    return Promise.resolve()
  }
  show(): void {
    this.calls.push('show')
    this.is.visible = true
  }
  hide(): void {
    this.calls.push('hide')
    this.is.visible = false
  }
  focus(): void {
    this.is.focused = true
  }
  restore(): void {
    this.is.minimized = false
  }
  maximize(): void {
    this.calls.push('maximize')
    this.is.maximized = true
  }
  setFullScreen(isFullScreen: boolean): void {
    this.is.fullScreen = isFullScreen
  }
  isVisible = (): boolean => this.is.visible
  isFocused = (): boolean => this.is.focused
  isMinimized = (): boolean => this.is.minimized
  isMaximized = (): boolean => this.is.maximized
  isFullScreen = (): boolean => this.is.fullScreen
  isDestroyed = (): boolean => false
  getNormalBounds = (): typeof this.bounds => this.bounds

  /** Closes as a person does; answers whether it really closed. */
  close(): boolean {
    let isPrevented = false
    this.emit('close', {
      preventDefault: () => {
        isPrevented = true
      },
    })
    if (!isPrevented) this.emit('closed')
    return !isPrevented
  }
}

const SCREEN = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }

export const fakeElectron = {
  BrowserWindow: FakeWindow,
  screen: { getPrimaryDisplay: () => SCREEN, getAllDisplays: () => [SCREEN] },
  nativeTheme: { shouldUseDarkColors: true },
} as unknown as BoardWindowOptions['electron']
