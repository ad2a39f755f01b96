import type Electron from 'electron'
import { electronEvent } from '../events.ts'
import { Guarded, guarded } from '../not-implemented.ts'

type Options = Electron.MenuItemConstructorOptions
let lastId = 0

/** `MenuItem`. Roles that act by themselves do nothing here: only what has a `click` is pressed in tests. */
class StandInMenuItem extends Guarded {
  readonly id: string | undefined
  readonly type: NonNullable<Options['type']>
  readonly role: Options['role']
  readonly accelerator: Options['accelerator']
  readonly submenu: StandInMenu | undefined
  readonly click: () => void
  /** For the panel: numbers of one process, never used again. */
  readonly commandId: number = ++lastId
  label: string
  enabled: boolean
  visible: boolean
  checked: boolean

  constructor(options: Options) {
    super('MenuItem')
    const { submenu } = options
    this.submenu = Array.isArray(submenu) ? buildFromTemplate(submenu) : (submenu as StandInMenu | undefined)
    this.type = options.type ?? (this.submenu === undefined ? 'normal' : 'submenu')
    this.id = options.id
    this.role = options.role
    this.accelerator = options.accelerator
    this.label = options.label ?? options.role ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.click = () => {
      if (this.type === 'checkbox') this.checked = !this.checked
      if (this.type === 'radio') this.checked = true
      options.click?.(this as unknown as Electron.MenuItem, undefined, electronEvent() as never)
    }
  }
}

/** `Menu`, as far as the tray shows it. */
class StandInMenu extends Guarded {
  readonly items: StandInMenuItem[] = []

  constructor() {
    super('Menu')
  }

  append(item: StandInMenuItem): void {
    this.items.push(item)
  }

  getMenuItemById(id: string): StandInMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }

  static buildFromTemplate = buildFromTemplate

  static setApplicationMenu(menu: StandInMenu | null): void {
    applicationMenu = menu
  }

  static getApplicationMenu(): StandInMenu | null {
    return applicationMenu
  }
}

/** Kept only: windows have no menu bar here. */
let applicationMenu: StandInMenu | null = null

function buildFromTemplate(template: readonly (Options | StandInMenuItem)[]): StandInMenu {
  const menu = new StandInMenu()
  for (const one of template) menu.append(one instanceof StandInMenuItem ? one : new StandInMenuItem(one))
  return menu
}

export type { StandInMenu, StandInMenuItem }
export const Menu: typeof StandInMenu = guarded(StandInMenu, 'Menu')
export const MenuItem: typeof StandInMenuItem = guarded(StandInMenuItem, 'MenuItem')
