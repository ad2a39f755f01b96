import x11, { type Client, type Display, type Event } from 'x11'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Bounds extends Size {
  readonly x: number
  readonly y: number
}

/** What happened to a window. */
export type WindowChange =
  | { readonly kind: 'shown' | 'hidden' | 'focused' | 'blurred' | 'titled' }
  | { readonly kind: 'moved'; readonly bounds: Bounds }

/** X11's numbers. */
const REPLACE = 0
const ANY_TYPE = 0
const ABOVE = 0
const BELOW = 1
const BACK_TO_THE_PARENT = 2

/**
 * The X screen, and what a window manager and Electron do there to a window. Chromium shows the windows; from
 * outside they are hidden, moved and focused here, and it notices as with any window manager.
 */
export class XScreen {
  readonly size: Size
  readonly #x: Client
  readonly #atoms: Readonly<Record<AtomName, number>>
  readonly #watchers = new Map<number, (change: WindowChange) => void>()
  /** Windows to come, by what their class begins with. */
  readonly #awaited = new Map<string, (window: number) => void>()

  private constructor({ client, screen: [screen] }: Display, atoms: Readonly<Record<AtomName, number>>) {
    this.#x = client
    this.#atoms = atoms
    this.size = { width: screen.pixel_width, height: screen.pixel_height }
    client.on('event', (event) => this.#happened(event))
    this.#listenTo(screen.root, x11.eventMask.SubstructureNotify)
  }

  static async open(display: string): Promise<XScreen> {
    const connected = await connect(display)
    const found = ATOM_NAMES.map(async (name) => [name, await internAtom(connected.client, name)] as const)
    const atoms = Object.fromEntries(await Promise.all(found)) as Record<AtomName, number>
    return new XScreen(connected, atoms)
  }

  /** The next window that appears with this class. */
  awaitWindow(className: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#awaited.set(className, resolve)
    return promise
  }

  watch(window: number, watcher: (change: WindowChange) => void): void {
    this.#watchers.set(window, watcher)
    this.#listenTo(window, x11.eventMask.FocusChange | x11.eventMask.PropertyChange)
  }

  unwatch(window: number): void {
    this.#watchers.delete(window)
  }

  /** Off the screen. The state tells Chromium, which has no other way to see it; its page is hidden then. */
  hide(window: number): void {
    const { _NET_WM_STATE, _NET_WM_STATE_HIDDEN } = this.#atoms
    this.#x.ChangeProperty(REPLACE, window, _NET_WM_STATE, this.#x.atoms.ATOM, 32, [_NET_WM_STATE_HIDDEN])
    this.#x.UnmapWindow(window)
  }

  show(window: number): void {
    this.#x.DeleteProperty(window, this.#atoms._NET_WM_STATE)
    this.#x.MapWindow(window)
  }

  /** In front of the app's other windows, with the keyboard; behind what is not the app's: notifications cover it. */
  focus(window: number): void {
    this.#x.ConfigureWindow(window, { stackMode: BELOW })
    for (const sibling of this.#watchers.keys()) {
      if (sibling !== window) this.#x.ConfigureWindow(window, { sibling, stackMode: ABOVE })
    }
    this.#x.SetInputFocus(window, BACK_TO_THE_PARENT)
  }

  setBounds(window: number, { x, y, width, height }: Bounds): void {
    this.#x.ConfigureWindow(window, { x, y, width, height })
  }

  setTitle(window: number, title: string): void {
    const { _NET_WM_NAME, UTF8_STRING } = this.#atoms
    this.#x.ChangeProperty(REPLACE, window, _NET_WM_NAME, UTF8_STRING, 8, Buffer.from(title))
  }

  async title(window: number): Promise<string> {
    const { _NET_WM_NAME, UTF8_STRING } = this.#atoms
    return (await this.#property(window, _NET_WM_NAME, UTF8_STRING))?.toString('utf8') ?? ''
  }

  hasFocus(window: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#x.GetInputFocus((_error, answer) => resolve(answer?.focus === window))
    })
  }

  #listenTo(window: number, eventMask: number): void {
    this.#x.ChangeWindowAttributes(window, { eventMask })
  }

  #happened(event: Event): void {
    const window = event.name === 'ConfigureNotify' ? event.wid1 : event.wid
    const watcher = this.#watchers.get(window)
    const change = this.#changeOf(event)
    if (change === undefined) return
    watcher?.(change)
    if (change.kind === 'shown' && watcher === undefined) void this.#appeared(window)
  }

  #changeOf(event: Event): WindowChange | undefined {
    switch (event.name) {
      case 'FocusIn':
        return { kind: 'focused' }
      case 'FocusOut':
        return { kind: 'blurred' }
      case 'MapNotify':
        return { kind: 'shown' }
      case 'UnmapNotify':
        return { kind: 'hidden' }
      case 'ConfigureNotify': {
        const { x, y, width, height } = event
        return { kind: 'moved', bounds: { x, y, width, height } }
      }
      case 'PropertyNotify':
        return event.atom === this.#atoms._NET_WM_NAME ? { kind: 'titled' } : undefined
    }
    // The screen tells of more than is asked about here.
    return undefined
  }

  async #appeared(window: number): Promise<void> {
    if (this.#awaited.size === 0) return
    const text = (await this.#property(window, this.#x.atoms.WM_CLASS, ANY_TYPE))?.toString('latin1') ?? ''
    for (const [className, resolve] of this.#awaited) {
      if (!text.startsWith(className)) continue
      this.#awaited.delete(className)
      resolve(window)
    }
  }

  /** undefined when the window has gone meanwhile. */
  #property(window: number, name: number, type: number): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const words = 1_024
      this.#x.GetProperty(0, window, name, type, 0, words, (_error, answer) => resolve(answer?.data))
    })
  }
}

const ATOM_NAMES = ['_NET_WM_STATE', '_NET_WM_STATE_HIDDEN', '_NET_WM_NAME', 'UTF8_STRING'] as const
type AtomName = (typeof ATOM_NAMES)[number]

function connect(display: string): Promise<Display> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void =>
      reject(new Error(`stand-in: Unable to open X display "${display}": ${reason}`))
    if (display === '') return refuse('DISPLAY names none')
    const fail = (error: Error): void => refuse(error.message)
    const client = x11.createClient({ display, shm: false }, (error, connected) => {
      if (connected === undefined) return refuse(error?.message ?? '')
      // From here on an error is a window that has gone meanwhile.
      client.off('error', fail).on('error', () => {})
      client.stream.unref()
      resolve(connected)
    })
    client.on('error', fail)
  })
}

function internAtom(client: Client, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    client.InternAtom(false, name, (error, atom) => (atom === undefined ? reject(error) : resolve(atom)))
  })
}
