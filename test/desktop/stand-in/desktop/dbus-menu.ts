import type { InterfaceDescriptor } from 'dbus-native'
import type { StandInMenu, StandInMenuItem } from './menu.ts'

export const MENU_INTERFACE = 'com.canonical.dbusmenu'

type Properties = [string, [string, unknown]][]
type Layout = [number, Properties, ['(ia{sv}av)', Layout][]]

/** A menu as panels read it: com.canonical.dbusmenu, version 3. Item 0 is the menu itself. */
export class DbusMenu {
  #menu: StandInMenu | undefined
  #revision = 1
  readonly #changed: (revision: number) => void

  constructor(changed: (revision: number) => void) {
    this.#changed = changed
  }

  /** Another menu, or the same one with other contents. */
  set(menu: StandInMenu | undefined): void {
    this.#menu = menu
    this.#revision++
    this.#changed(this.#revision)
  }

  /** What is exported: the interface's methods and properties, by their names. */
  readonly exported = {
    Version: 3,
    Status: 'normal',
    TextDirection: 'ltr',
    IconThemePath: [],
    GetLayout: (parent: number, depth: number, names: readonly string[]) => [
      this.#revision,
      this.#layout(parent, depth, names),
    ],
    GetGroupProperties: (ids: readonly number[], names: readonly string[]) =>
      (ids.length > 0 ? ids : this.#all().map(({ commandId }) => commandId)).map((id) => [
        id,
        properties(this.#find(id), names),
      ]),
    GetProperty: (id: number, name: string) => properties(this.#find(id), [name])[0]?.[1] ?? ['s', ''],
    Event: (id: number, event: string) => {
      if (event === 'clicked') this.#click(id)
      return null
    },
    EventGroup: (events: readonly [number, string][]) => {
      for (const [id, event] of events) if (event === 'clicked') this.#click(id)
      return []
    },
    AboutToShow: () => false,
    AboutToShowGroup: () => [[], []],
  }

  /** An item of a menu that was replaced meanwhile is an error, which tells the panel to read the new one. */
  #click(id: number): void {
    const item = this.#find(id)
    if (item === undefined) throw new Error(`the menu has no item ${id}`)
    if (item.enabled && item.submenu === undefined) item.click()
  }

  #layout(id: number, depth: number, names: readonly string[]): Layout {
    const item = this.#find(id)
    const menu = id === 0 ? this.#menu : item?.submenu
    const children = depth === 0 ? [] : (menu?.items ?? [])
    return [
      id,
      id === 0 ? [['children-display', ['s', 'submenu']]] : properties(item, names),
      children.map((child) => ['(ia{sv}av)', this.#layout(child.commandId, depth - 1, names)]),
    ]
  }

  #find(id: number): StandInMenuItem | undefined {
    return this.#all().find(({ commandId }) => commandId === id)
  }

  #all(menu: StandInMenu | undefined = this.#menu): StandInMenuItem[] {
    return (menu?.items ?? []).flatMap((item) => [item, ...(item.submenu ? this.#all(item.submenu) : [])])
  }
}

/** Of one item: those asked for, or all that differ from the defaults. */
function properties(item: StandInMenuItem | undefined, names: readonly string[]): Properties {
  if (item === undefined) return []
  const all: Properties = []
  if (item.type === 'separator') all.push(['type', ['s', 'separator']])
  else all.push(['label', ['s', labelOf(item.label)]])
  if (!item.enabled) all.push(['enabled', ['b', false]])
  if (!item.visible) all.push(['visible', ['b', false]])
  if (item.submenu !== undefined) all.push(['children-display', ['s', 'submenu']])
  if (item.type === 'checkbox' || item.type === 'radio') {
    all.push(['toggle-type', ['s', item.type === 'radio' ? 'radio' : 'checkmark']])
    all.push(['toggle-state', ['i', item.checked ? 1 : 0]])
  }
  return names.length === 0 ? all : all.filter(([name]) => names.includes(name))
}

/** Electron marks the letter to press with `&`, the panel with `_`; doubled, both are the sign itself. */
function labelOf(label: string): string {
  return label
    .replaceAll('_', '__')
    .replaceAll(/&(.)/gs, (_pair, next: string) => (next === '&' ? '&' : `_${next}`))
}

export const MENU_DESCRIPTOR: InterfaceDescriptor = {
  name: MENU_INTERFACE,
  methods: {
    GetLayout: [
      'iias',
      'u(ia{sv}av)',
      ['parentId', 'recursionDepth', 'propertyNames'],
      ['revision', 'layout'],
    ],
    GetGroupProperties: ['aias', 'a(ia{sv})', ['ids', 'propertyNames'], ['properties']],
    GetProperty: ['is', 'v', ['id', 'name'], ['value']],
    Event: ['isvu', '', ['id', 'eventId', 'data', 'timestamp'], []],
    EventGroup: ['a(isvu)', 'ai', ['events'], ['idErrors']],
    AboutToShow: ['i', 'b', ['id'], ['needUpdate']],
    AboutToShowGroup: ['ai', 'aiai', ['ids'], ['updatesNeeded', 'idErrors']],
  },
  properties: {
    Version: { type: 'u', access: 'read' },
    Status: { type: 's', access: 'read' },
    TextDirection: { type: 's', access: 'read' },
    IconThemePath: { type: 'as', access: 'read' },
  },
  signals: {
    LayoutUpdated: ['ui', 'revision', 'parent'],
    ItemsPropertiesUpdated: ['a(ia{sv})a(ias)', 'updatedProps', 'removedProps'],
  },
}
