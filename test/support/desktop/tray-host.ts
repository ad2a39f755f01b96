import type { MessageBus } from 'dbus-native'
import { until } from '../until.ts'
import { connectBus } from './message-bus.ts'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const ITEM = 'org.kde.StatusNotifierItem'
const MENU = 'com.canonical.dbusmenu'

/** What an app shows in the panel. */
export interface TrayItem {
  readonly id: string
  readonly title: string
  readonly status: string
  readonly tooltip: string
  /** The largest picture's size; undefined when there is none. */
  readonly icon: { readonly width: number; readonly height: number; readonly pixels: Buffer } | undefined
}

export interface TrayMenuItem {
  readonly id: number
  readonly label: string
  readonly enabled: boolean
  readonly visible: boolean
  readonly type: 'standard' | 'separator'
  /** Boxes and radio buttons; undefined for others. */
  readonly checked: boolean | undefined
  readonly children: readonly TrayMenuItem[]
}

/** The panel of a desktop: it owns the name where apps register their icons, and works their menus. */
export interface TrayHost {
  /** The items of now, once there is one. */
  readonly item: () => Promise<TrayItem>
  /** How many are registered. */
  readonly count: () => number
  readonly menu: () => Promise<readonly TrayMenuItem[]>
  /** Clicks the first enabled item with this label, in whatever depth. */
  readonly press: (label: string) => Promise<void>
  /** A click on the icon itself. */
  readonly click: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Registered {
  readonly owner: string
  readonly path: string
}

export async function startTrayHost(busAddress: string): Promise<TrayHost> {
  const bus = await connectBus(busAddress)
  const items: Registered[] = []
  exportWatcher(bus, items)
  await bus.requestName(WATCHER, 0)
  // An app that ends takes its icon along.
  await bus.addMatch("type='signal',interface='org.freedesktop.DBus',member='NameOwnerChanged'")
  bus.connection.on('message', ({ member, body = [] }) => {
    const [name, , owner] = body
    const gone = items.findIndex((item) => item.owner === name)
    if (member === 'NameOwnerChanged' && owner === '' && gone >= 0) items.splice(gone, 1)
  })

  const first = (): Promise<Registered> => until('an icon in the panel', () => items[0])
  const property = async (name: string): Promise<unknown> => {
    const { owner, path } = await first()
    return bus.invoke({
      destination: owner,
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [ITEM, name],
    })
  }
  const callMenu = async (member: string, signature: string, body: unknown[]): Promise<unknown> => {
    const { owner } = await first()
    const path = (await property('Menu')) as string
    return bus.invoke({ destination: owner, path, interface: MENU, member, signature, body })
  }
  const menu = async (): Promise<readonly TrayMenuItem[]> => {
    await callMenu('AboutToShow', 'i', [0])
    const [, root] = (await callMenu('GetLayout', 'iias', [0, -1, []])) as [number, Layout]
    return readLayout(root).children
  }

  return {
    count: () => items.length,
    item: async () => {
      const [id, title, status, tooltip, icons] = await Promise.all(
        ['Id', 'Title', 'Status', 'ToolTip', 'IconPixmap'].map(property),
      )
      const [, , text] = tooltip as [string, unknown, string, string]
      return {
        id: id as string,
        title: title as string,
        status: status as string,
        tooltip: text,
        icon: largest(icons as readonly [number, number, Buffer][]),
      }
    },
    menu,
    // A menu that is replaced between reading it and the click is read again, as a person would look again.
    press: (label) =>
      until(`the click on ${label} in the tray's menu`, async () => {
        const found = flat(await menu()).find((item) => item.label === label && item.enabled)
        if (found === undefined) throw new Error(`the tray's menu has no enabled item ${label}`)
        const click = callMenu('Event', 'isvu', [found.id, 'clicked', ['i', 0], 0])
        return click.then(
          () => true,
          (error: Error) => (error.message.includes('has no item') ? undefined : Promise.reject(error)),
        )
      }).then(() => undefined),
    click: async () => {
      const { owner, path } = await first()
      await bus.invoke({
        destination: owner,
        path,
        interface: ITEM,
        member: 'Activate',
        signature: 'ii',
        body: [0, 0],
      })
    },
    stop: () => bus.close(),
  }
}

function exportWatcher(bus: MessageBus, items: Registered[]): void {
  const watcher = {
    IsStatusNotifierHostRegistered: true,
    ProtocolVersion: 0,
    get RegisteredStatusNotifierItems() {
      return items.map(({ owner, path }) => owner + path)
    },
    RegisterStatusNotifierHost: () => null,
    RegisterStatusNotifierItem: (service: string, context: { readonly sender?: string }) => {
      // A path of the sender, a name on the bus, or both in one.
      const at = service.indexOf('/')
      const owner = at === 0 ? (context.sender ?? '') : service.slice(0, at < 0 ? undefined : at)
      items.push({ owner, path: at < 0 ? '/StatusNotifierItem' : service.slice(at) })
      return null
    },
  }
  bus.exportInterface(watcher, '/StatusNotifierWatcher', {
    name: WATCHER,
    methods: {
      RegisterStatusNotifierItem: ['s', '', ['service'], []],
      RegisterStatusNotifierHost: ['s', '', ['service'], []],
    },
    properties: {
      IsStatusNotifierHostRegistered: { type: 'b', access: 'read' },
      ProtocolVersion: { type: 'i', access: 'read' },
      RegisteredStatusNotifierItems: { type: 'as', access: 'read' },
    },
    signals: {},
  })
}

type Layout = [number, Readonly<Record<string, unknown>>, readonly Layout[]]

function readLayout([id, properties, children]: Layout): TrayMenuItem {
  return {
    id,
    // An underscore marks the letter to press.
    label: String(properties.label ?? '').replace(/_(.)/g, '$1'),
    enabled: properties.enabled !== false,
    visible: properties.visible !== false,
    type: properties.type === 'separator' ? 'separator' : 'standard',
    checked: properties['toggle-type'] ? properties['toggle-state'] === 1 : undefined,
    children: children.map(readLayout),
  }
}

function flat(items: readonly TrayMenuItem[]): TrayMenuItem[] {
  return items.flatMap((item) => [item, ...flat(item.children)])
}

function largest(icons: readonly [number, number, Buffer][]): TrayItem['icon'] {
  const [icon] = [...icons].sort(([a], [b]) => b - a)
  return icon === undefined ? undefined : { width: icon[0], height: icon[1], pixels: icon[2] }
}
