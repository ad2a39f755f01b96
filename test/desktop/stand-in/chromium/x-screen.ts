import { XConnection, type XEvent } from './x-connection.ts'

/** X11's request codes. */
const CHANGE_WINDOW_ATTRIBUTES = 2
const MAP_WINDOW = 8
const UNMAP_WINDOW = 10
const CONFIGURE_WINDOW = 12
const INTERN_ATOM = 16
const CHANGE_PROPERTY = 18
const DELETE_PROPERTY = 19
const GET_PROPERTY = 20
const SET_INPUT_FOCUS = 42
const GET_INPUT_FOCUS = 43

const EVENT_MASK_ATTRIBUTE = 1 << 11
const SUBSTRUCTURE_NOTIFY = 1 << 19
const FOCUS_CHANGE = 1 << 21
const PROPERTY_CHANGE = 1 << 22
/** X, Y, width and height of a configure request; its stacking mode, and the window that the mode is about. */
const GEOMETRY = 0b1111
const SIBLING = 1 << 5
const STACKING = 1 << 6
const ABOVE = 0
const BELOW = 1

/** Predefined atoms. */
const ATOM = 4
const WM_CLASS = 67

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Bounds extends Size {
  readonly x: number
  readonly y: number
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => {
    bytes.writeUInt32LE(value >>> 0, 4 * index)
  })
  return bytes
}

/**
 * The X screen, and what a window manager and Electron do there to a window. Chromium shows the windows; from
 * outside they are hidden, moved and focused here, and it notices as with any window manager.
 */
export class XScreen {
  readonly size: Size
  readonly #x: XConnection
  readonly #atoms: Readonly<Record<AtomName, number>>
  readonly #watchers = new Map<number, (event: XEvent) => void>()
  /** Windows to come, by what their class begins with. */
  readonly #awaited = new Map<string, (window: number) => void>()

  private constructor(x: XConnection, atoms: Readonly<Record<AtomName, number>>) {
    this.#x = x
    this.#atoms = atoms
    this.size = { width: x.width, height: x.height }
    x.on('event', (event) => {
      this.#watchers.get(event.window)?.(event)
      if (event.type === 'map' && !this.#watchers.has(event.window)) void this.#appeared(event.window)
    })
    this.#listenTo(x.root, SUBSTRUCTURE_NOTIFY)
  }

  static async open(display: string): Promise<XScreen> {
    const x = await XConnection.open(display)
    const found = ATOM_NAMES.map(async (name) => [name, await internAtom(x, name)] as const)
    return new XScreen(x, Object.fromEntries(await Promise.all(found)) as Record<AtomName, number>)
  }

  /** The next window that appears with this class. */
  awaitWindow(className: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#awaited.set(className, resolve)
    return promise
  }

  watch(window: number, watcher: (event: XEvent) => void): void {
    this.#watchers.set(window, watcher)
    this.#listenTo(window, FOCUS_CHANGE | PROPERTY_CHANGE)
  }

  unwatch(window: number): void {
    this.#watchers.delete(window)
  }

  /** Off the screen. The state tells Chromium, which has no other way to see it; its page is hidden then. */
  hide(window: number): void {
    const { _NET_WM_STATE, _NET_WM_STATE_HIDDEN } = this.#atoms
    this.#x.request(
      CHANGE_PROPERTY,
      0,
      words(window, _NET_WM_STATE, ATOM, 32 /* bits */, 1, _NET_WM_STATE_HIDDEN),
    )
    this.#x.request(UNMAP_WINDOW, 0, words(window))
  }

  show(window: number): void {
    this.#x.request(DELETE_PROPERTY, 0, words(window, this.#atoms._NET_WM_STATE))
    this.#x.request(MAP_WINDOW, 0, words(window))
  }

  /** In front of the app's other windows, with the keyboard; behind what is not the app's: notifications cover it. */
  focus(window: number): void {
    this.#x.request(CONFIGURE_WINDOW, 0, words(window, STACKING, BELOW))
    for (const other of this.#watchers.keys()) {
      if (other !== window)
        this.#x.request(CONFIGURE_WINDOW, 0, words(window, SIBLING | STACKING, other, ABOVE))
    }
    this.#x.request(SET_INPUT_FOCUS, 2 /* back to the parent */, words(window, 0 /* now */))
  }

  setBounds(window: number, { x, y, width, height }: Bounds): void {
    this.#x.request(CONFIGURE_WINDOW, 0, words(window, GEOMETRY, x, y, width, height))
  }

  setTitle(window: number, title: string): void {
    const { _NET_WM_NAME, UTF8_STRING } = this.#atoms
    const text = Buffer.from(title)
    const head = words(window, _NET_WM_NAME, UTF8_STRING, 8 /* bits */, text.length)
    this.#x.request(CHANGE_PROPERTY, 0, Buffer.concat([head, text]))
  }

  async title(window: number): Promise<string> {
    const { _NET_WM_NAME, UTF8_STRING } = this.#atoms
    const reply = await this.#x.ask(GET_PROPERTY, 0, words(window, _NET_WM_NAME, UTF8_STRING, 0, 1_024))
    return reply?.subarray(32, 32 + reply.readUInt32LE(16)).toString('utf8') ?? ''
  }

  /** Whether a property event is about the title. */
  isTitle(event: XEvent): boolean {
    return event.type === 'property' && event.bytes.readUInt32LE(8) === this.#atoms._NET_WM_NAME
  }

  async hasFocus(window: number): Promise<boolean> {
    const reply = await this.#x.ask(GET_INPUT_FOCUS, 0, Buffer.alloc(0))
    return reply?.readUInt32LE(8) === window
  }

  #listenTo(window: number, mask: number): void {
    this.#x.request(CHANGE_WINDOW_ATTRIBUTES, 0, words(window, EVENT_MASK_ATTRIBUTE, mask))
  }

  async #appeared(window: number): Promise<void> {
    if (this.#awaited.size === 0) return
    const reply = await this.#x.ask(GET_PROPERTY, 0, words(window, WM_CLASS, 0 /* any type */, 0, 64))
    const text = reply?.subarray(32).toString('latin1') ?? ''
    for (const [className, resolve] of this.#awaited) {
      if (!text.startsWith(className)) continue
      this.#awaited.delete(className)
      resolve(window)
    }
  }
}

const ATOM_NAMES = ['_NET_WM_STATE', '_NET_WM_STATE_HIDDEN', '_NET_WM_NAME', 'UTF8_STRING'] as const
type AtomName = (typeof ATOM_NAMES)[number]

async function internAtom(x: XConnection, name: string): Promise<number> {
  const body = Buffer.alloc(4 + name.length)
  body.writeUInt16LE(name.length, 0)
  body.write(name, 4, 'latin1')
  return (await x.ask(INTERN_ATOM, 0, body))?.readUInt32LE(8) ?? 0
}
