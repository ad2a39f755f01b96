import type Electron from 'electron'
import type { Bounds } from '../chromium/x-screen.ts'
import { electronEvent } from '../events.ts'
import { Guarded, notImplemented } from '../not-implemented.ts'
import { app } from './app.ts'
import { engine } from './engine.ts'
import type { NativeImage } from './native-image.ts'
import { WebContents } from './web-contents.ts'
import { addWindow, openWindows, removeWindow } from './window-list.ts'
import { XWindow } from './x-window.ts'

type Implemented = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'setFullScreen'
  | 'isFullScreen'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'focus'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setTitle'
  | 'getTitle'
  | 'setMenu'
  | 'removeMenu'
  | 'flashFrame'
>

/** `BrowserWindow`: a window of Chromium's without tabs and address bar, which looks like one of Electron's. */
export class BrowserWindow extends Guarded implements Implemented {
  readonly id: number
  readonly webContents: WebContents
  readonly #window: XWindow
  #title: string
  #isDestroyed = false

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow')
    engine('Cannot create BrowserWindow')
    refuseUnsafe(options.webPreferences)
    this.webContents = new WebContents(() => this.destroy())
    this.id = this.webContents.id
    this.#title = options.title ?? app.name
    this.#window = new XWindow(options, (name) => this.emit(name, electronEvent()))
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show', electronEvent()))
    addWindow(this)
    app.emit('web-contents-created', electronEvent(), this.webContents)
    app.emit('browser-window-created', electronEvent(), this)
    void this.#open(options.webPreferences?.preload)
  }

  async #open(preload: string | undefined): Promise<void> {
    try {
      const target = await this.#window.open((title) => this.#pageTitle(title))
      await this.webContents.attach(target, preload)
      target.onGone(() => this.#closed())
    } catch (error) {
      // Closed before it was open.
      if (!this.#isDestroyed) throw error
    }
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url)
  }

  show(): void {
    this.#window.show(true)
  }
  showInactive(): void {
    this.#window.show(false)
  }
  hide(): void {
    this.#window.hide()
  }
  focus(): void {
    this.#window.focus()
  }
  minimize(): void {
    this.#window.minimize()
  }
  maximize(): void {
    this.#window.maximize()
  }
  unmaximize(): void {
    this.#window.unmaximize()
  }
  restore(): void {
    this.#window.restore()
  }
  setFullScreen(isFullScreen: boolean): void {
    this.#window.setFullScreen(isFullScreen)
  }
  isFullScreen(): boolean {
    return this.#window.place.isFilling('full-screen')
  }
  isVisible(): boolean {
    return this.#window.isVisible
  }
  isFocused(): boolean {
    return this.#window.isFocused
  }
  isMinimized(): boolean {
    return this.#window.isMinimized
  }
  isMaximized(): boolean {
    return this.#window.place.isFilling('maximize')
  }
  getBounds(): Bounds {
    return this.#window.place.now
  }
  getNormalBounds(): Bounds {
    return this.#window.place.normal
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#window.setBounds(bounds)
  }

  getTitle(): string {
    return this.#title
  }
  setTitle(title: string): void {
    this.#title = title
    this.#window.setTitle(title)
  }

  /** A page's title is its window's, unless a listener prevents it. */
  #pageTitle(title: string): void {
    if (title === this.#title) return
    const event = electronEvent()
    this.emit('page-title-updated', event, title, true)
    if (event.defaultPrevented) this.#window.setTitle(this.#title)
    else this.#title = title
  }

  /** Windows have no menu bar here. */
  setMenu(): void {}
  removeMenu(): void {}
  /** Nobody looks: there is no window manager that would show it. */
  flashFrame(): void {}

  capturePage(): Promise<NativeImage> {
    return this.webContents.capturePage()
  }

  close(): void {
    if (this.#isDestroyed) return
    const event = electronEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    this.#window.close()
    this.#closed()
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  #closed(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    const wasLast = removeWindow(this)
    this.webContents.destroyed()
    this.emit('closed')
    if (wasLast) app.windowsAllClosed()
  }

  static getAllWindows(): BrowserWindow[] {
    return openWindows()
  }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return openWindows().find(({ webContents }) => webContents === contents) ?? null
  }
  static fromId(id: number): BrowserWindow | null {
    return openWindows().find((window) => window.id === id) ?? null
  }
  static getFocusedWindow(): BrowserWindow | null {
    return openWindows().find((window) => window.isFocused()) ?? null
  }
}

/** The stand-in isolates preloads whatever is asked of it; what asks for less must not seem to work. */
function refuseUnsafe(preferences: Electron.WebPreferences = {}): void {
  const { contextIsolation = true, sandbox = true, nodeIntegration = false, webSecurity = true } = preferences
  if (!contextIsolation || !sandbox || nodeIntegration || !webSecurity)
    notImplemented('a window without isolation, sandbox or web security')
}
