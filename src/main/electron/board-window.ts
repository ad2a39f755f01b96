import type { Cancel, Clock, Freshness, Timers } from '@watchfloor/client'
import type * as Electron from 'electron'
import type { BrowserWindow, NativeImage, WebContents } from 'electron'
import { type PushName, pushChannel } from '../../shared/channels.ts'
import type { PushData } from '../../shared/ipc.ts'
import { afterCrash } from '../window/after-crash.ts'
import { crashPage } from '../window/crash-page.ts'
import { PAGE } from '../window/own-page.ts'
import { placeWindow, type WindowPlace } from '../window/window-memory.ts'
import { windowOptions } from './window-options.ts'

export interface BoardWindowOptions {
  readonly electron: Pick<typeof Electron, 'BrowserWindow' | 'screen' | 'nativeTheme'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly timers: Pick<Timers, 'after'>
  /** The built preload. */
  readonly preload: string
  readonly icon: NativeImage
  /** Where the window was. */
  readonly place: WindowPlace | null
  readonly remember: (place: WindowPlace) => void
  /** While the app quits, closing closes; otherwise it hides. */
  readonly isQuitting: () => boolean
  /** The person came to the window, or left it. */
  readonly onFrontChanged: () => void
  /** The person closed the window; the app goes on. */
  readonly onHidden: () => void
  /** What was sent to the page may be lost; it begins again with `start`, if it does. */
  readonly onPageGone: () => void
  readonly report: (error: unknown) => void
}

export interface BoardWindow {
  /** Shows the window, in front, at this hash (`#/inbox`); makes it when there is none. */
  open(hash?: string): void
  /** Called when the page begins (`start`): from now on it is there. Answers where it was asked to go meanwhile. */
  takeGoTo(): string | null
  /** Reaches the page only while it is there. */
  send<Name extends PushName>(name: Name, data: PushData<Freshness>[Name]): void
  /** The person can see it and is in it. */
  isInFront(): boolean
  contents(): WebContents | null
  /** Windows: what its button in the taskbar carries; null is nothing. */
  setOverlay(image: NativeImage | null, description: string): void
  /** Remembers the window's place now, since the app ends. */
  rememberNow(): void
}

const REMEMBER_AFTER = 1_000
const FRONT_CHANGES = ['focus', 'blur', 'show', 'hide', 'minimize', 'restore'] as const
/** A load that was given up for another one. */
const ABORTED = -3

/** The one window of the board. */
export function createBoardWindow(options: BoardWindowOptions): BoardWindow {
  const { electron, clock, timers, report } = options
  let place = options.place
  let window: BrowserWindow | undefined
  let isPageThere = false
  let goTo: string | null = null
  let overlay: readonly [image: NativeImage | null, description: string] = [null, '']
  let lastCrash: number | undefined
  let cancelRemember: Cancel | undefined

  const rememberNow = (): void => {
    cancelRemember?.()
    cancelRemember = undefined
    if (window === undefined || window.isDestroyed()) return
    place = { bounds: window.getNormalBounds(), is_maximized: window.isMaximized() }
    options.remember(place)
  }

  const rememberSoon = (): void => {
    cancelRemember?.()
    cancelRemember = timers.after(REMEMBER_AFTER, rememberNow)
  }

  const losePage = (): void => {
    if (!isPageThere) return
    isPageThere = false
    options.onPageGone()
  }

  const load = (address: string): void => {
    // A load that fails is told by `did-fail-load`.
    window?.loadURL(address).catch(() => {})
  }

  const crashed = (): void => {
    losePage()
    const now = clock.monotonic()
    const next = afterCrash(lastCrash, now)
    lastCrash = now
    if (next === 'reload') window?.webContents.reload()
    else load(crashPage.address)
  }

  const watchPage = (made: BrowserWindow): void => {
    const { webContents } = made
    // Only once another document stands in its place: a navigation that was refused leaves the page as it is.
    webContents.on('did-navigate', losePage)
    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit') return losePage()
      report(new Error(`The page's process is gone: ${reason} (${exitCode})`))
      crashed()
    })
    webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      if (!isMainFrame || code === ABORTED) return
      report(new Error(`The page did not load: ${description} (${code}) ${url}`))
      made.show()
    })
  }

  const watchWindow = (made: BrowserWindow, isMaximized: boolean): void => {
    made.once('ready-to-show', () => {
      // Maximizing would show it before there is something to see.
      if (isMaximized) made.maximize()
      made.show()
      if (overlay[0] !== null) made.setOverlayIcon(...overlay)
    })
    made.on('resize', rememberSoon)
    made.on('move', rememberSoon)
    made.on('maximize', rememberSoon)
    made.on('unmaximize', rememberSoon)
    for (const change of FRONT_CHANGES) made.on(change as 'focus', options.onFrontChanged)
    made.on('close', (event) => {
      rememberNow()
      if (options.isQuitting()) return
      event.preventDefault()
      hide(made)
      options.onHidden()
    })
    made.on('closed', () => {
      window = undefined
      losePage()
    })
  }

  const make = (hash: string): void => {
    const main = electron.screen.getPrimaryDisplay()
    const others = electron.screen.getAllDisplays().filter(({ id }) => id !== main.id)
    const placement = placeWindow(
      place,
      [main, ...others].map(({ workArea }) => workArea),
    )
    const isDark = electron.nativeTheme.shouldUseDarkColors
    const made = new electron.BrowserWindow(windowOptions(placement, isDark, options))
    window = made
    watchPage(made)
    watchWindow(made, placement.is_maximized)
    load(`${PAGE}${hash}`)
  }

  return {
    rememberNow,
    open: (hash) => {
      if (window === undefined) return make(hash ?? '')
      if (hash !== undefined) {
        if (isPageThere) window.webContents.send(pushChannel('goTo'), hash)
        else goTo = hash
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    takeGoTo: () => {
      isPageThere = true
      const hash = goTo
      goTo = null
      return hash
    },
    send: (name, data) => {
      if (isPageThere) window?.webContents.send(pushChannel(name), data)
    },
    isInFront: () => window !== undefined && isInFront(window),
    contents: () => window?.webContents ?? null,
    setOverlay: (...given) => {
      overlay = given
      window?.setOverlayIcon(...given)
    },
  }
}

function isInFront(window: BrowserWindow): boolean {
  return window.isVisible() && window.isFocused() && !window.isMinimized()
}

/** On macOS, hiding a window that fills the screen would leave an empty black one. */
function hide(window: BrowserWindow): void {
  if (!window.isFullScreen()) return window.hide()
  window.once('leave-full-screen', () => window.hide())
  window.setFullScreen(false)
}
