import { EventEmitter } from 'node:events'
import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { createOsTray, type OsTrayOptions } from '../../../src/main/electron/os-tray.ts'
import type { TrayAction, TrayState } from '../../../src/main/presence/tray-model.ts'

type Template = readonly MenuItemConstructorOptions[]

const LIVE: TrayState = {
  state: 'live',
  stateLine: 'Live · R&D',
  criticals: 0,
  top: [],
  pausedUntil: null,
  now: 0,
}
const CRITICAL: TrayState = {
  ...LIVE,
  criticals: 12,
  top: [{ fingerprint: '0123456789abcdef', life: 'a.1', title: 'Down', where: '' }],
}

function bench(platform = 'linux') {
  const done: string[] = []
  const acted: TrayAction[] = []
  const menus: Template[] = []
  const made: EventEmitter[] = []
  class FakeTray extends EventEmitter {
    constructor(image: string) {
      super()
      made.push(this)
      done.push(`tray ${image}`)
    }
    setImage = (image: string): unknown => done.push(`image ${image}`)
    setToolTip = (text: string): unknown => done.push(`tooltip ${text}`)
    setContextMenu = (menu: Template): unknown => {
      menus.push(menu)
      return done.push('menu')
    }
    destroy = (): unknown => done.push('destroy')
  }
  const image = (name: string) =>
    Object.assign(name, { toString: () => name, setTemplateImage: () => done.push('template') })
  const tray = createOsTray({
    electron: {
      Tray: FakeTray,
      Menu: { buildFromTemplate: (template: Template) => template },
      nativeImage: { createFromPath: image },
    } as unknown as OsTrayOptions['electron'],
    app: {
      setBadgeCount: (count) => {
        done.push(`badge ${count}`)
        return true
      },
    },
    platform,
    clock: { now: () => 1_000 },
    icons: '/icons',
    overlay: (one, description) => done.push(`overlay ${one} ${description}`),
    act: (action) => acted.push(action),
  })
  const all = (items: Template): Template =>
    items.flatMap((item) => [item, ...all((item.submenu ?? []) as Template)])
  const choose = (label: string): void => {
    const item = all(menus.at(-1) ?? []).find((one) => one.label === label)
    ;(item?.click as (() => void) | undefined)?.()
  }
  const did = (): string[] => done.splice(0)
  return { tray, did, choose, menus, acted, made }
}

test('the tray is made once, and only what changed is set again', () => {
  const { tray, did } = bench()
  tray.show(LIVE)
  expect(did()).toEqual(['tray /icons/tray-idle.png', 'tooltip Watchfloor · Live · R&D', 'menu', 'badge 0'])
  tray.show({ ...LIVE, now: 5_000 })
  expect(did()).toEqual([])
  tray.show({ ...CRITICAL, criticals: 3 })
  expect(did()).toEqual([
    'image /icons/tray-critical-3.png',
    expect.stringContaining('3 critical'),
    'menu',
    'badge 3',
  ])
  tray.show({ ...CRITICAL, criticals: 3, state: 'not_receiving', stateLine: 'Not receiving' })
  expect(did()).toEqual(['image /icons/tray-not-receiving.png', expect.any(String), 'menu'])
  tray.end()
  expect(did()).toEqual(['destroy'])
})

test('choosing acts, and a pause counts from then', () => {
  const { tray, choose, menus, acted, made } = bench()
  tray.show(CRITICAL)
  expect(menus[0]?.[0]).toEqual({ label: 'Live · R&&D', enabled: false })
  choose('Acknowledge')
  choose('Open')
  choose('Pause 15 min')
  choose('Quit: you will not be told')
  made[0]?.emit('click')
  expect(acted).toEqual([
    { type: 'acknowledge', fingerprint: '0123456789abcdef', life: 'a.1' },
    { type: 'open_alert', fingerprint: '0123456789abcdef' },
    { type: 'pause', until: 901_000 },
    { type: 'quit' },
    { type: 'open_board' },
  ])
})

test('macOS draws the shapes in its own colour, and a click opens the menu', () => {
  const { tray, did, made } = bench('darwin')
  tray.show(CRITICAL)
  expect(did().slice(0, 2)).toEqual(['template', 'tray /icons/tray-critical-9-plus-template.png'])
  expect(made[0]?.listenerCount('click')).toBe(0)
})

test('Windows has the count on its taskbar instead of a badge', () => {
  const { tray, did } = bench('win32')
  tray.show(CRITICAL)
  expect(did().at(-1)).toBe('overlay /icons/tray-critical-9-plus.png 12 critical')
  tray.show(LIVE)
  expect(did().at(-1)).toBe('overlay null ')
})
