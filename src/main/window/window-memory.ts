import { parser } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'

/** Part of a screen, in device-independent pixels. */
export const Bounds = Type.Object({
  x: Type.Integer(),
  y: Type.Integer(),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
})
export type Bounds = Readonly<Static<typeof Bounds>>

/** Where the window was: its bounds while not maximized, and whether it was. */
export const WindowPlace = Type.Object({ bounds: Bounds, is_maximized: Type.Boolean() })
export type WindowPlace = Readonly<Static<typeof WindowPlace>>
export const parseWindowPlace = parser(WindowPlace)

export interface Placement {
  readonly size: { readonly width: number; readonly height: number }
  /** Null: wherever the system puts a new window. */
  readonly at: { readonly x: number; readonly y: number } | null
  readonly is_maximized: boolean
}

export const MIN_SIZE = { width: 390, height: 600 } as const
const DEFAULT_SIZE = { width: 1440, height: 900 } as const

/** So much of its upper edge must be on a screen for a hand to take hold of it. */
const GRIP = { width: 120, height: 40 } as const

/**
 * Where to open the window: where it was, if a person can still reach it there, since screens come and go.
 * `screens` are the parts that windows may use, the main one first.
 */
export function placeWindow(saved: WindowPlace | null, screens: readonly Bounds[]): Placement {
  const somewhere = { size: sizeWithin(screens[0], saved?.bounds ?? DEFAULT_SIZE), at: null }
  if (saved === null) return { ...somewhere, is_maximized: false }
  const { is_maximized } = saved
  for (const screen of screens) {
    const bounds = { ...saved.bounds, ...sizeWithin(screen, saved.bounds) }
    const { x, y, width, height } = bounds
    if (isReachable(bounds, screen)) return { size: { width, height }, at: { x, y }, is_maximized }
  }
  return { ...somewhere, is_maximized }
}

function isReachable({ x, y, width }: Bounds, screen: Bounds): boolean {
  const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x)
  const isTopInside = y >= screen.y && y + GRIP.height <= screen.y + screen.height
  return across >= Math.min(GRIP.width, width) && isTopInside
}

function sizeWithin(screen: Bounds | undefined, size: Placement['size']): Placement['size'] {
  const { width, height } = screen ?? size
  return {
    width: Math.max(MIN_SIZE.width, Math.min(size.width, width)),
    height: Math.max(MIN_SIZE.height, Math.min(size.height, height)),
  }
}
