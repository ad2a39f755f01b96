import type { Bounds, Size } from '../chromium/x-screen.ts'

/** What a window that fills the screen does it by. */
export type Filling = 'maximize' | 'full-screen'

interface GivenPlace {
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly x?: number | undefined
  readonly y?: number | undefined
  readonly minWidth?: number | undefined
  readonly minHeight?: number | undefined
}

/** Where a window is, and where it goes back to. */
export class WindowBounds {
  readonly #screen: Size
  readonly #minimum: Size
  #now: Bounds
  #filled: { readonly from: Bounds; readonly by: Filling } | undefined

  constructor(given: GivenPlace, screen: Size) {
    const { width = 800, height = 600, minWidth = 0, minHeight = 0 } = given
    const centred = (whole: number, part: number): number => Math.max(0, Math.floor((whole - part) / 2))
    this.#screen = screen
    this.#minimum = { width: minWidth, height: minHeight }
    const { x = centred(screen.width, width), y = centred(screen.height, height) } = given
    this.#now = this.#atLeast({ x, y, width, height })
  }

  get now(): Bounds {
    return { ...this.#now }
  }

  get normal(): Bounds {
    return { ...(this.#filled?.from ?? this.#now) }
  }

  isFilling(by: Filling): boolean {
    return this.#filled?.by === by
  }

  /** Where it is to be moved, so that it fills the screen. */
  fill(by: Filling): Bounds {
    this.#filled = { from: this.normal, by }
    return { x: 0, y: 0, ...this.#screen }
  }

  /** Where it is to be moved, so that it is where it was. */
  unfill(): Bounds {
    const { normal } = this
    this.#filled = undefined
    return normal
  }

  /** Where it is to be moved, for these wishes. */
  wish(wished: Partial<Bounds>): Bounds {
    this.#filled = undefined
    return this.#atLeast({ ...this.#now, ...wished })
  }

  /** It has been moved; answers what of it changed. */
  moved(to: Bounds): readonly ('resize' | 'move')[] {
    const before = this.#now
    this.#now = to
    const isResized = before.width !== to.width || before.height !== to.height
    const isMoved = before.x !== to.x || before.y !== to.y
    return [...(isResized ? ['resize' as const] : []), ...(isMoved ? ['move' as const] : [])]
  }

  #atLeast(bounds: Bounds): Bounds {
    const { width, height } = this.#minimum
    return { ...bounds, width: Math.max(bounds.width, width), height: Math.max(bounds.height, height) }
  }
}
