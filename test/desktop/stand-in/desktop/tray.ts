import type { InterfaceDescriptor, MessageBus } from 'dbus-native'
import { electronEvent } from '../events.ts'
import { app } from '../main/app.ts'
import { type NativeImage, nativeImage } from '../main/native-image.ts'
import { Guarded, guarded } from '../not-implemented.ts'
import { DbusMenu, MENU_DESCRIPTOR, MENU_INTERFACE } from './dbus-menu.ts'
import type { StandInMenu } from './menu.ts'
import { readPng, toArgb } from './png.ts'

const ITEM_INTERFACE = 'org.kde.StatusNotifierItem'
const ITEM_PATH = '/StatusNotifierItem'
const MENU_PATH = '/com/canonical/dbusmenu'
const WATCHER = 'org.kde.StatusNotifierWatcher'

type Pixmap = [number, number, Buffer]
let icons = 0

/**
 * `Tray`: an icon in the panel, as Chromium makes it on Linux, a StatusNotifierItem on a connection of its own. Where
 * no panel is there yet it is not visible, and stays so; nothing fails.
 */
class StandInTray extends Guarded {
  readonly #id = ++icons
  readonly #menu = new DbusMenu((revision) =>
    this.#signal(MENU_PATH, MENU_INTERFACE, 'LayoutUpdated', 'ui', [revision, 0]),
  )
  #bus: MessageBus | undefined
  #image: NativeImage
  #toolTip = ''
  #isDestroyed = false

  constructor(image: NativeImage | string) {
    super('Tray')
    if (!app.isReady()) throw new Error('Cannot create Tray before app is ready')
    this.#image = toImage(image)
    this.#register().catch(() => {})
  }

  async #register(): Promise<void> {
    const busAddress = process.env.DBUS_SESSION_BUS_ADDRESS
    if (!busAddress) return
    const { default: dbus } = await import('dbus-native')
    const bus = dbus.sessionBus({ busAddress, plainValues: true })
    bus.connection.on('error', () => {})
    await bus.getId()
    const hasPanel = (await bus.nameHasOwner(WATCHER)) && (await hasHost(bus))
    if (this.#isDestroyed || !hasPanel) return void bus.close()
    this.#bus = bus
    bus.exportInterface(this.#item(), ITEM_PATH, ITEM_DESCRIPTOR)
    bus.exportInterface(this.#menu.exported, MENU_PATH, MENU_DESCRIPTOR)
    await bus.addMatch(`type='signal',member='NameOwnerChanged',arg0='${WATCHER}'`)
    bus.connection.on('message', ({ member, body = [] }) => {
      // The panel came again.
      if (member === 'NameOwnerChanged' && body[0] === WATCHER && body[2] !== '') this.#announce(bus)
    })
    this.#announce(bus)
  }

  #announce(bus: MessageBus): void {
    const call = bus.invoke({
      destination: WATCHER,
      path: '/StatusNotifierWatcher',
      interface: WATCHER,
      member: 'RegisterStatusNotifierItem',
      signature: 's',
      body: [bus.name],
    })
    call.catch(() => {})
  }

  /** The item's properties and methods, as of now. */
  #item(): object {
    const click = (): null => {
      this.emit('click', electronEvent())
      return null
    }
    const pixmaps = (): Pixmap[] => this.#pixmaps()
    const toolTip = (): unknown[] => ['', [], this.#toolTip, '']
    return {
      Category: 'ApplicationStatus',
      Id: `chrome_status_icon_${this.#id}`,
      Title: '',
      Status: 'Active',
      WindowId: 0,
      ItemIsMenu: false,
      Menu: MENU_PATH,
      IconName: '',
      get IconPixmap() {
        return pixmaps()
      },
      get ToolTip() {
        return toolTip()
      },
      Activate: click,
      SecondaryActivate: click,
      ContextMenu: () => null,
      Scroll: () => null,
    }
  }

  #pixmaps(): Pixmap[] {
    const picture = readPng(this.#image.toPNG())
    return picture === undefined ? [] : [[picture.width, picture.height, toArgb(picture)]]
  }

  #signal(path: string, iface: string, name: string, signature = '', body: unknown[] = []): void {
    if (signature === '') this.#bus?.sendSignal(path, iface, name)
    else this.#bus?.sendSignal(path, iface, name, signature, body)
  }

  setImage(image: NativeImage | string): void {
    this.#image = toImage(image)
    this.#signal(ITEM_PATH, ITEM_INTERFACE, 'NewIcon')
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip
    this.#signal(ITEM_PATH, ITEM_INTERFACE, 'NewToolTip')
  }

  /** macOS alone shows one. */
  setTitle(_title: string): void {}

  setContextMenu(menu: StandInMenu | null): void {
    this.#menu.set(menu ?? undefined)
  }

  destroy(): void {
    this.#isDestroyed = true
    // The panel takes the icon away when the connection goes.
    void this.#bus?.close()
    this.#bus = undefined
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }
}

async function hasHost(bus: MessageBus): Promise<boolean> {
  return bus.invoke<boolean>({
    destination: WATCHER,
    path: '/StatusNotifierWatcher',
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [WATCHER, 'IsStatusNotifierHostRegistered'],
  })
}

function toImage(image: NativeImage | string): NativeImage {
  return typeof image === 'string' ? nativeImage.createFromPath(image) : image
}

const read = (type: string): { readonly type: string; readonly access: 'read' } => ({ type, access: 'read' })

const ITEM_DESCRIPTOR: InterfaceDescriptor = {
  name: ITEM_INTERFACE,
  methods: {
    Activate: ['ii', '', ['x', 'y'], []],
    SecondaryActivate: ['ii', '', ['x', 'y'], []],
    ContextMenu: ['ii', '', ['x', 'y'], []],
    Scroll: ['is', '', ['delta', 'orientation'], []],
  },
  properties: {
    Category: read('s'),
    Id: read('s'),
    Title: read('s'),
    Status: read('s'),
    WindowId: read('i'),
    ItemIsMenu: read('b'),
    Menu: read('o'),
    IconName: read('s'),
    IconPixmap: read('a(iiay)'),
    ToolTip: read('(sa(iiay)ss)'),
  },
  signals: { NewIcon: [''], NewToolTip: [''], NewStatus: ['s', 'status'] },
}

export const Tray: typeof StandInTray = guarded(StandInTray, 'Tray')
