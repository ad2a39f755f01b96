import type { NativeImage } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { createBoardWindow } from '../../../src/main/electron/board-window.ts'
import type { WindowPlace } from '../../../src/main/window/window-memory.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { FakeWindow, fakeElectron } from './fake-window.ts'

beforeEach(() => {
  FakeWindow.made.length = 0
})

function bench(place: WindowPlace | null = null) {
  const clock = new HandClock()
  const remembered: WindowPlace[] = []
  const told: string[] = []
  const reported: unknown[] = []
  let isQuitting = false
  const board = createBoardWindow({
    electron: fakeElectron,
    clock,
    timers: clock,
    preload: '/app/preload.cjs',
    icon: {} as NativeImage,
    place,
    remember: (one) => remembered.push(one),
    isQuitting: () => isQuitting,
    onFrontChanged: () => told.push('front'),
    onHidden: () => told.push('hidden'),
    onPageGone: () => told.push('page gone'),
    report: (error) => reported.push(error),
  })
  const pass = (ms: number) => clock.pass(ms, async () => {})
  const quit = (): void => {
    isQuitting = true
  }
  const window = (): FakeWindow => {
    const last = FakeWindow.made.at(-1)
    if (last === undefined) throw new Error('no window was made')
    return last
  }
  return { board, remembered, told, reported, pass, quit, window }
}

test('the window is locked down, and shown when there is something to see', () => {
  const { board, window } = bench()
  board.open('#/inbox')
  expect(window().loaded).toEqual(['watchfloor://console/index.html#/inbox'])
  expect(window().options).toMatchObject({
    width: 1440,
    height: 900,
    minWidth: 390,
    minHeight: 600,
    show: false,
    backgroundColor: '#0D1015',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
  })
  expect(window().is.visible).toBe(false)
  window().emit('ready-to-show')
  expect(window().calls).toEqual(['show'])
})

test('a place that was kept is taken again', () => {
  const { board, window } = bench({ bounds: { x: 50, y: 60, width: 800, height: 700 }, is_maximized: true })
  board.open()
  expect(window().options).toMatchObject({ x: 50, y: 60, width: 800, height: 700 })
  window().emit('ready-to-show')
  expect(window().calls).toEqual(['maximize', 'show'])
})

test('a hash reaches a page that is there at once, and one that is not yet there when it begins', () => {
  const { board, window } = bench()
  board.open()
  board.open('#/inbox')
  expect(window().webContents.sent).toEqual([])
  expect(board.takeGoTo()).toBe('#/inbox')
  expect(board.takeGoTo()).toBe(null)
  board.open('#/health')
  expect(window().webContents.sent).toEqual([['watchfloor:push:goTo', '#/health']])
  expect(FakeWindow.made).toHaveLength(1)
})

test('nothing is sent before the page begins, nor after it is gone', () => {
  const { board, told, window } = bench()
  board.send('goTo', 'early')
  board.open()
  board.send('goTo', 'early')
  board.takeGoTo()
  board.send('goTo', 'now')
  // A navigation that begins may be refused, and then the page is still there.
  window().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  expect(told).toEqual([])
  window().webContents.emit('did-navigate')
  board.send('goTo', 'late')
  expect(told).toEqual(['page gone'])
  expect(window().webContents.sent).toEqual([['watchfloor:push:goTo', 'now']])
})

test('closing hides, and the same window comes back; while quitting it closes', () => {
  const { board, told, quit, window } = bench()
  board.open()
  board.takeGoTo()
  board.open()
  expect(board.isInFront()).toBe(true)
  expect(window().close()).toBe(false)
  expect(told).toEqual(['hidden'])
  expect(board.isInFront()).toBe(false)
  window().is.minimized = true
  board.open()
  expect(board.isInFront()).toBe(true)
  quit()
  expect(window().close()).toBe(true)
  expect(told).toEqual(['hidden', 'page gone'])
  expect(board.contents()).toBe(null)
  expect(board.isInFront()).toBe(false)
})

test('coming to the window and leaving it is told', () => {
  const { board, told, window } = bench()
  board.open()
  for (const event of ['show', 'focus', 'blur', 'minimize', 'restore', 'hide']) window().emit(event)
  expect(told).toHaveLength(6)
})

test('a window that fills the screen leaves it before it hides', () => {
  const { board, window } = bench()
  board.open()
  window().is.fullScreen = true
  window().close()
  expect(window().calls).toEqual([])
  window().emit('leave-full-screen')
  expect(window().calls).toEqual(['hide'])
})

test('its place is remembered a second after it came to rest, and at once when asked', async () => {
  const { board, remembered, pass, window } = bench()
  board.rememberNow()
  board.open()
  window().emit('move')
  await pass(900)
  window().emit('resize')
  await pass(900)
  expect(remembered).toEqual([])
  await pass(100)
  expect(remembered).toEqual([{ bounds: window().bounds, is_maximized: false }])
  window().emit('move')
  window().is.maximized = true
  board.rememberNow()
  await pass(5_000)
  expect(remembered.slice(1)).toEqual([{ bounds: window().bounds, is_maximized: true }])
})

test('a page that crashes begins again, twice within a minute it gives up', async () => {
  const { board, told, reported, pass, window } = bench()
  const crash = (reason: string): unknown =>
    window().webContents.emit('render-process-gone', {}, { reason, exitCode: 5 })
  board.open()
  board.takeGoTo()
  crash('clean-exit')
  expect(window().webContents.reloads).toBe(0)
  board.takeGoTo()
  crash('oom')
  expect(window().webContents.reloads).toBe(1)
  await pass(60_000)
  crash('crashed')
  expect(window().webContents.reloads).toBe(2)
  await pass(30_000)
  crash('crashed')
  expect(window().webContents.reloads).toBe(2)
  expect(window().loaded.at(-1)).toBe('watchfloor://console/crashed.html')
  expect(told).toEqual(['page gone', 'page gone'])
  expect(reported).toHaveLength(3)
})

test('a page that does not load is reported and its window shown all the same', () => {
  const { board, reported, window } = bench()
  board.open()
  window().webContents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', '', true)
  expect(window().calls).toEqual([])
  window().webContents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'x', true)
  expect(window().calls).toEqual(['show'])
  expect(reported).toHaveLength(1)
})
