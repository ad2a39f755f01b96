import type { BrowserWindowConstructorOptions } from 'electron'
import type { Bounds, WindowChange } from '../chromium/x-screen.ts'
import { type Engine, engine } from './engine.ts'
import { WindowBounds } from './window-bounds.ts'
import { openChromiumWindow, type Target } from './window-opening.ts'

type WindowEvent =
  | 'show'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'enter-full-screen'
  | 'leave-full-screen'
  | 'resize'
  | 'move'

/** The window on the X screen: where it is, and whether it is seen. What is asked of it before it is there is kept. */
export class XWindow {
  readonly #engine: Engine = engine('a window')
  readonly #emit: (name: WindowEvent) => void
  readonly #place: WindowBounds
  readonly #initialTitle: string | undefined
  /** X11's number; undefined until the window is there. */
  #window: number | undefined
  #targetId: string | undefined
  #isShown: boolean
  #isMinimized = false
  #isFocused = false
  #wantsFocus = true
  #isClosed = false
  #onTitle: (title: string) => void = () => {}

  constructor(options: BrowserWindowConstructorOptions, emit: (name: WindowEvent) => void) {
    this.#emit = emit
    this.#initialTitle = options.title
    this.#place = new WindowBounds(options, this.#engine.screen.size)
    this.#isShown = options.show ?? true
  }

  /** Answers the page when the window is there and looks as it was asked to. */
  async open(onTitle: (title: string) => void): Promise<Target> {
    this.#onTitle = onTitle
    const opening = openChromiumWindow(this.#engine)
    const appeared = opening.window.then((window) => this.#appeared(window))
    const [target] = await Promise.all([opening.target, appeared])
    this.#targetId = target.id
    if (this.#isClosed) this.close()
    return target
  }

  #appeared(window: number): void {
    const { screen } = this.#engine
    this.#window = window
    screen.watch(window, (change) => this.#happened(change))
    if (this.#isShown && !this.#isMinimized) {
      if (this.#wantsFocus) screen.focus(window)
    } else screen.hide(window)
    screen.setBounds(window, this.#place.now)
    if (this.#initialTitle !== undefined) screen.setTitle(window, this.#initialTitle)
    // Chromium focuses a new window itself, possibly before anybody watched.
    void screen.hasFocus(window).then((hasFocus) => this.#setFocused(hasFocus))
  }

  #happened(change: WindowChange): void {
    switch (change.kind) {
      case 'focused':
        return this.#setFocused(true)
      case 'blurred':
      case 'hidden':
        return this.#setFocused(false)
      case 'moved':
        return this.#configured(change.bounds)
      case 'titled':
        return void this.#titled()
      case 'shown':
        return
    }
  }

  /** Chromium gives the window its page's title; until there is one, the page's address, which is nobody's title. */
  async #titled(): Promise<void> {
    if (this.#window === undefined) return
    const title = await this.#engine.screen.title(this.#window)
    if (title !== '' && !/^(data:|\S+\.invalid(\/|$))/.test(title)) this.#onTitle(title)
  }

  #setFocused(isFocused: boolean): void {
    if (this.#isFocused === isFocused) return
    this.#isFocused = isFocused
    this.#emit(isFocused ? 'focus' : 'blur')
  }

  #configured(bounds: Bounds): void {
    for (const change of this.#place.moved(bounds)) this.#emit(change)
  }

  get place(): WindowBounds {
    return this.#place
  }
  /** As with Electron on X11, a minimized window counts as visible. */
  get isVisible(): boolean {
    return this.#isShown
  }
  get isFocused(): boolean {
    return this.#isFocused
  }
  get isMinimized(): boolean {
    return this.#isMinimized
  }
  show(takesFocus: boolean): void {
    const wasShown = this.#isShown
    this.#isShown = true
    this.#wantsFocus = takesFocus
    this.#onScreen(takesFocus)
    if (!wasShown) this.#emit('show')
    if (takesFocus) this.#leaveMinimized()
  }

  hide(): void {
    if (!this.#isShown) return
    this.#isShown = false
    if (this.#window !== undefined) this.#engine.screen.hide(this.#window)
    this.#emit('hide')
  }

  focus(): void {
    if (this.#isShown && !this.#isMinimized) this.#onScreen(true)
  }

  minimize(): void {
    if (this.#isMinimized) return
    this.#isMinimized = true
    if (this.#window !== undefined) this.#engine.screen.hide(this.#window)
    this.#emit('minimize')
  }

  restore(): void {
    if (this.#isMinimized) this.#leaveMinimized()
    else this.unmaximize()
  }

  #leaveMinimized(): void {
    if (!this.#isMinimized) return
    this.#isMinimized = false
    if (this.#isShown) this.#onScreen(true)
    this.#emit('restore')
  }

  maximize(): void {
    if (this.#place.isFilling('maximize')) return
    this.#moveTo(this.#place.fill('maximize'))
    this.show(true)
    this.#emit('maximize')
  }

  unmaximize(): void {
    if (!this.#place.isFilling('maximize')) return
    this.#moveTo(this.#place.unfill())
    this.#emit('unmaximize')
  }

  setFullScreen(isFullScreen: boolean): void {
    if (isFullScreen === this.#place.isFilling('full-screen')) return
    this.#moveTo(isFullScreen ? this.#place.fill('full-screen') : this.#place.unfill())
    this.#emit(isFullScreen ? 'enter-full-screen' : 'leave-full-screen')
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#moveTo(this.#place.wish(bounds))
  }

  setTitle(title: string): void {
    if (this.#window !== undefined) this.#engine.screen.setTitle(this.#window, title)
  }

  close(): void {
    this.#isClosed = true
    if (this.#window !== undefined) this.#engine.screen.unwatch(this.#window)
    const targetId = this.#targetId
    if (targetId === undefined) return
    this.#engine.chromium.devtools.browser.send('Target.closeTarget', { targetId }).catch(() => {})
  }

  #onScreen(takesFocus: boolean): void {
    if (this.#window === undefined) return
    this.#engine.screen.show(this.#window)
    if (takesFocus) this.#engine.screen.focus(this.#window)
  }

  /** A window that is not there yet opens there. */
  #moveTo(bounds: Bounds): void {
    if (this.#window === undefined) this.#place.moved(bounds)
    else this.#engine.screen.setBounds(this.#window, bounds)
  }
}
