import type { BrowserWindowConstructorOptions } from 'electron'
import type { XEvent } from '../chromium/x-connection.ts'
import type { Bounds } from '../chromium/x-screen.ts'
import { type Engine, engine } from './engine.ts'
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
  readonly #minimum: { readonly width: number; readonly height: number }
  readonly #initialTitle: string | undefined
  /** X11's number; undefined until the window is there. */
  #window: number | undefined
  #targetId: string | undefined
  #bounds: Bounds
  /** Where it was before it filled the screen, and why it does. */
  #filled: { readonly from: Bounds; readonly by: 'maximize' | 'full-screen' } | undefined
  #isShown: boolean
  #isMinimized = false
  #isFocused = false
  #wantsFocus = true
  #isClosed = false
  #onTitle: (title: string) => void = () => {}

  constructor(options: BrowserWindowConstructorOptions, emit: (name: WindowEvent) => void) {
    const { width = 800, height = 600, x, y, minWidth = 0, minHeight = 0, show = true } = options
    this.#emit = emit
    this.#minimum = { width: minWidth, height: minHeight }
    this.#initialTitle = options.title
    const { size } = this.#engine.screen
    const centred = (whole: number, part: number): number => Math.max(0, Math.floor((whole - part) / 2))
    this.#bounds = this.#atLeast({
      x: x ?? centred(size.width, width),
      y: y ?? centred(size.height, height),
      width,
      height,
    })
    this.#isShown = show
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
    screen.watch(window, (event) => this.#happened(event))
    if (this.#isShown && !this.#isMinimized) {
      if (this.#wantsFocus) screen.focus(window)
    } else screen.hide(window)
    screen.setBounds(window, this.#bounds)
    if (this.#initialTitle !== undefined) screen.setTitle(window, this.#initialTitle)
    // Chromium focuses a new window itself, possibly before anybody watched.
    void screen.hasFocus(window).then((hasFocus) => this.#setFocused(hasFocus))
  }

  #happened(event: XEvent): void {
    const { type, bytes } = event
    switch (type) {
      case 'focus-in':
        return this.#setFocused(true)
      case 'focus-out':
      case 'unmap':
        return this.#setFocused(false)
      case 'configure':
        return this.#configured({
          x: bytes.readInt16LE(16),
          y: bytes.readInt16LE(18),
          width: bytes.readUInt16LE(20),
          height: bytes.readUInt16LE(22),
        })
      case 'property':
        if (this.#engine.screen.isTitle(event)) void this.#titled()
        return
      case 'map':
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
    const before = this.#bounds
    this.#bounds = bounds
    if (before.width !== bounds.width || before.height !== bounds.height) this.#emit('resize')
    if (before.x !== bounds.x || before.y !== bounds.y) this.#emit('move')
  }

  get bounds(): Bounds {
    return { ...this.#bounds }
  }
  get normalBounds(): Bounds {
    return { ...(this.#filled?.from ?? this.#bounds) }
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
  get isMaximized(): boolean {
    return this.#filled?.by === 'maximize'
  }
  get isFullScreen(): boolean {
    return this.#filled?.by === 'full-screen'
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
    if (this.#filled !== undefined) return
    this.#fill('maximize')
    this.show(true)
    this.#emit('maximize')
  }

  unmaximize(): void {
    if (!this.isMaximized) return
    this.#unfill()
    this.#emit('unmaximize')
  }

  setFullScreen(isFullScreen: boolean): void {
    if (isFullScreen === this.isFullScreen) return
    if (isFullScreen) this.#fill('full-screen')
    else this.#unfill()
    this.#emit(isFullScreen ? 'enter-full-screen' : 'leave-full-screen')
  }

  #fill(by: 'maximize' | 'full-screen'): void {
    this.#filled = { from: this.normalBounds, by }
    this.#place({ x: 0, y: 0, ...this.#engine.screen.size })
  }

  #unfill(): void {
    const bounds = this.normalBounds
    this.#filled = undefined
    this.#place(bounds)
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#filled = undefined
    this.#place({ ...this.#bounds, ...bounds })
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

  #place(bounds: Bounds): void {
    const placed = this.#atLeast(bounds)
    if (this.#window === undefined) this.#bounds = placed
    else this.#engine.screen.setBounds(this.#window, placed)
  }

  #atLeast(bounds: Bounds): Bounds {
    const { width, height } = this.#minimum
    return {
      ...bounds,
      width: Math.max(bounds.width, width),
      height: Math.max(bounds.height, height),
    }
  }
}
