import { join } from 'node:path'
import type { Clock } from '@watchfloor/client'
import type * as Electron from 'electron'
import type { App, MenuItemConstructorOptions, NativeImage, Tray } from 'electron'
import {
  type TrayAction,
  type TrayItem,
  type TrayModel,
  type TrayState,
  trayAction,
  trayModelOf,
} from '../presence/tray-model.ts'

export interface OsTrayOptions {
  readonly electron: Pick<typeof Electron, 'Tray' | 'Menu' | 'nativeImage'>
  readonly app: Pick<App, 'setBadgeCount'>
  readonly platform: string
  readonly clock: Pick<Clock, 'now'>
  /** The folder of the icons. */
  readonly icons: string
  /** Windows has no badge but this: an image on the window's button in the taskbar. */
  readonly overlay: (image: NativeImage | null, description: string) => void
  readonly act: (action: TrayAction) => void
}

export interface OsTray {
  show(state: TrayState): void
  end(): void
}

/** The icon in the panel, its menu, and the count on the app's icon. Some desktops show no tray at all. */
export function createOsTray(options: OsTrayOptions): OsTray {
  const { electron, app, platform, clock, act } = options
  let tray: Tray | undefined
  let shown: TrayModel | undefined

  const image = (name: string): NativeImage => {
    const read = electron.nativeImage.createFromPath(join(options.icons, `${name}.png`))
    if (platform === 'darwin') read.setTemplateImage(true)
    return read
  }

  const item = (one: TrayItem): MenuItemConstructorOptions => {
    switch (one.kind) {
      case 'separator':
        return { type: 'separator' }
      case 'line':
        return { label: labelOf(one.label), enabled: false }
      case 'submenu':
        return { label: labelOf(one.label), submenu: one.items.map(item) }
      case 'choice':
        return { label: labelOf(one.label), click: () => act(trayAction(one.choice, clock.now())) }
    }
  }

  const make = (model: TrayModel): Tray => {
    const made = new electron.Tray(image(iconOf(model, platform)))
    // On macOS a click opens the menu.
    if (platform !== 'darwin') made.on('click', () => act({ type: 'open_board' }))
    return made
  }

  const showCount = ({ count }: TrayModel): void => {
    if (platform !== 'win32') app.setBadgeCount(count)
    else if (count === 0) options.overlay(null, '')
    else options.overlay(image(criticalIcon(count)), `${count} critical`)
  }

  return {
    show: (state) => {
      const model = trayModelOf(state)
      const before = shown
      shown = model
      if (tray === undefined) tray = make(model)
      else if (before === undefined || iconOf(before, platform) !== iconOf(model, platform))
        tray.setImage(image(iconOf(model, platform)))
      if (before?.tooltip !== model.tooltip) tray.setToolTip(model.tooltip)
      // A menu that a person is reading would close.
      if (JSON.stringify(before?.menu) !== JSON.stringify(model.menu))
        tray.setContextMenu(electron.Menu.buildFromTemplate(model.menu.map(item)))
      if (before?.count !== model.count) showCount(model)
    },
    end: () => {
      tray?.destroy()
      tray = undefined
      shown = undefined
    },
  }
}

function iconOf({ shape, count }: TrayModel, platform: string): string {
  switch (shape) {
    case 'idle':
      return 'tray-idle'
    case 'paused':
      return 'tray-paused'
    case 'not_receiving':
      return 'tray-not-receiving'
    case 'critical':
      return platform === 'darwin' ? `${criticalIcon(count)}-template` : criticalIcon(count)
  }
}

function criticalIcon(count: number): string {
  return `tray-critical-${count > 9 ? '9-plus' : count}`
}

/** A lone `&` would underline the letter after it. */
function labelOf(text: string): string {
  return text.replaceAll('&', '&&')
}
